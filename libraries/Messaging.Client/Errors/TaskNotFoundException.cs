namespace Messaging.Client.Errors;

/// <summary>There is no task with an id, or not any more.</summary>
public sealed class TaskNotFoundException : Exception
{
    /// <summary>With what is known.</summary>
    /// <param name="taskId">The id.</param>
    /// <param name="isGone">Whether there was such a task.</param>
    public TaskNotFoundException(Guid taskId, bool isGone)
        : base(
            isGone
                ? $"Task {taskId} has ended, and its retention has passed."
                : $"There is no task {taskId}, or its submission has not arrived yet.") => (TaskId, IsGone) = (taskId, isGone);

    /// <summary>The id.</summary>
    public Guid TaskId { get; }

    /// <summary>Whether there was such a task, whose retention has passed.</summary>
    public bool IsGone { get; }
}
