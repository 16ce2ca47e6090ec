using Messaging.Client.Status;

namespace Messaging.Client.Errors;

/// <summary>A task has ended without success: failed, cancelled or expired.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>With the task as it ended.</summary>
    /// <param name="task">The task.</param>
    public TaskFailedException(TaskDocument task)
        : base(Describe(task)) => Task = task;

    /// <summary>The task as it ended.</summary>
    public TaskDocument Task { get; }

    /// <summary>The task's id.</summary>
    public Guid TaskId => Task.Id;

    /// <summary>How it ended: <c>Failed</c>, <c>Canceled</c> or <c>Expired</c>.</summary>
    public string State => Task.State;

    /// <summary>The stable name of the error; <see langword="null"/> when there was none.</summary>
    public string? ErrorType => Task.Error?.Type;

    /// <summary>What the error said; <see langword="null"/> when there was none.</summary>
    public string? ErrorMessage => Task.Error?.Message;

    /// <summary>How many attempts there were.</summary>
    public int Attempts => Task.Attempt;

    private static string Describe(TaskDocument task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var end = $"Task {task.Id} ({task.Name}) ended as {task.State} in attempt {task.Attempt}";
        return task.Error is { } error ? $"{end}. {error.Type}: {error.Message}" : $"{end}.";
    }
}
