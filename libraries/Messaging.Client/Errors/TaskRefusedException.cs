namespace Messaging.Client.Errors;

/// <summary>Producer does not take a task, or a request about one, as it is. Repeating it does not help.</summary>
public sealed class TaskRefusedException : Exception
{
    /// <summary>With what the problem says.</summary>
    /// <param name="message">Why.</param>
    /// <param name="status">The HTTP status code.</param>
    /// <param name="errors">What is wrong, by field.</param>
    /// <param name="taskId">The task's id, if there is one.</param>
    public TaskRefusedException(
        string message, int status, IReadOnlyDictionary<string, IReadOnlyList<string>>? errors = null, Guid? taskId = null)
        : base(message) => (Status, Errors, TaskId) = (status, errors ?? new Dictionary<string, IReadOnlyList<string>>(), taskId);

    /// <summary>The HTTP status code: 400, 401, 409 (something else was submitted under this id), 413 or 422 mostly.</summary>
    public int Status { get; }

    /// <summary>What is wrong, by field such as <c>args.a</c>; empty when it is no matter of fields.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; }

    /// <summary>The id that the task would have had.</summary>
    public Guid? TaskId { get; }
}
