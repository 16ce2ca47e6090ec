namespace Messaging.Tasks;

/// <summary>What a handler knows of the attempt it runs, and how it speaks to the outside.</summary>
public sealed class TaskContext(Guid taskId, string name, int attempt, int maxAttempts, CancellationToken cancellationToken, IProgress<TaskProgress>? progress = null)
{
    /// <summary>The task's id, the same for all attempts: the natural idempotency key for what the handler calls.</summary>
    public Guid TaskId { get; } = taskId;

    /// <summary>Registered name of the task.</summary>
    public string Name { get; } = name;

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; } = attempt;

    /// <summary>How many attempts the task may use.</summary>
    public int MaxAttempts { get; } = maxAttempts;

    /// <summary>Fencing token: grows with every attempt. Write it with a side effect and refuse a lower one to keep a late attempt from overwriting a newer.</summary>
    public long Fence => Attempt;

    /// <summary>Fires when the attempt should stop: the task was cancelled, its time is up, or the worker shuts down.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Tells callers how far the attempt is. Cheap to call often: only the newest report within a quarter of a second travels.</summary>
    /// <param name="percent">0 to 100, or <see langword="null"/> when the total is not known.</param>
    /// <param name="message">What is being done, for people; cut at 1,024 characters.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is not within 0 to 100.</exception>
    public void Report(double? percent, string? message = null)
    {
        if (percent is < 0 or > 100 or double.NaN)
        {
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "Progress is a percentage from 0 to 100.");
        }

        progress?.Report(new TaskProgress(percent, message is { Length: > TaskProgress.MessageLimit } ? message[..TaskProgress.MessageLimit] : message));
    }
}
