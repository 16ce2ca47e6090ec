using System.Diagnostics.CodeAnalysis;

namespace Messaging.Tasks;

/// <summary>What a handler knows of the attempt it runs, and how it speaks to the outside.</summary>
public sealed class TaskContext(
    Guid taskId, string name, int attempt, int maxAttempts, CancellationToken cancellationToken, IProgress<TaskProgress>? progress = null)
{
    /// <summary>Lines of log that an attempt may write. Those after it are dropped.</summary>
    public const int LogLinesLimit = 1000;

    /// <summary>Longest line of log, in characters. A longer one is cut.</summary>
    public const int LogLineLimit = 2048;

    private int _lines;

    /// <summary>The task's id, the same for all attempts: the natural idempotency key for what the handler calls.</summary>
    public Guid TaskId { get; } = taskId;

    /// <summary>Registered name of the task.</summary>
    public string Name { get; } = name;

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; } = attempt;

    /// <summary>How many attempts the task may use.</summary>
    public int MaxAttempts { get; } = maxAttempts;

    /// <summary>
    /// Fencing token: grows with every attempt. Write it with a side effect and refuse a lower one to keep a late attempt from overwriting
    /// a newer.
    /// </summary>
    public long Fence => Attempt;

    /// <summary>Fires when the attempt should stop: the task was cancelled, its time is up, or the worker shuts down.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>
    /// Fires when <see cref="TaskPolicy.SoftTimeLimit"/> has passed: time to finish up, before <see cref="CancellationToken"/> fires. Never
    /// fires without such a limit.
    /// </summary>
    public CancellationToken SoftLimit { get; init; }

    /// <summary>Where lines of log go; nowhere when there is none.</summary>
    public IProgress<string>? LogLines { get; init; }

    /// <summary>
    /// Tells callers how far the attempt is. Cheap to call often: only the newest report within a quarter of a second travels.
    /// </summary>
    /// <param name="percent">0 to 100, or <see langword="null"/> when the total is not known.</param>
    /// <param name="message">What is being done, for people; cut at 1,024 characters.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is not within 0 to 100.</exception>
    public void Report(double? percent, string? message = null)
    {
        if (percent is < 0 or > 100 or double.NaN)
        {
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "Progress is a percentage from 0 to 100.");
        }

        progress?.Report(
            new TaskProgress(percent, message is { Length: > TaskProgress.MessageLimit } ? message[..TaskProgress.MessageLimit] : message));
    }

    /// <summary>
    /// Writes a line to the task's log, for people. Lines travel a few times a second, many at a time; of an attempt at most 1,000 are
    /// kept.
    /// </summary>
    /// <param name="message">The line; cut at 2,048 characters.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is <see langword="null"/>.</exception>
    public void Log(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        // Looked at before it is counted: a handler that never stops logging must not make the count overflow.
        if (LogLines is { } lines && Volatile.Read(ref _lines) < LogLinesLimit && Interlocked.Increment(ref _lines) <= LogLinesLimit)
        {
            lines.Report(message.Length > LogLineLimit ? message[..LogLineLimit] : message);
        }
    }

    /// <summary>
    /// Ends this attempt and puts the task off, without using up an attempt: <c>throw context.Defer(until, reason)</c>. Never returns, so
    /// that code behind it cannot
    /// run by mistake; its type is there for the compiler, which wants to see a <c>throw</c>.
    /// </summary>
    /// <param name="until">When the task is due again: a second to 30 days ahead; an earlier or later time is taken as that.</param>
    /// <param name="reason">Why, for people; cut at 1,024 characters.</param>
    /// <exception cref="TaskDeferredException">Always.</exception>
    [DoesNotReturn]
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "It is the attempt that is put off.")]
    public Exception Defer(DateTimeOffset until, string reason) => throw new TaskDeferredException(until, reason);
}
