using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Producer.Submission;

/// <summary>What became of a submission.</summary>
internal abstract record SubmissionOutcome
{
    /// <summary>Of a submission under an id that is taken.</summary>
    /// <param name="task">The submission.</param>
    /// <param name="row">The row of the id; <see langword="null"/> when it is gone.</param>
    public static SubmissionOutcome OfRepeat(TaskSubmitted task, TaskSaga? row) =>
        row is null ? new Gone(task.TaskId)
        : row.Fingerprint == task.Fingerprint ? new Repeated(row)
        : new Conflict(task.TaskId);

    /// <summary>Something is wrong with it.</summary>
    public sealed record Invalid(CheckedSubmission Submission) : SubmissionOutcome;

    /// <summary>The task is durable.</summary>
    public sealed record Accepted(TaskSaga Row) : SubmissionOutcome;

    /// <summary>The same was submitted under this id before.</summary>
    public sealed record Repeated(TaskSaga Row) : SubmissionOutcome;

    /// <summary>Something else was submitted under this id before.</summary>
    public sealed record Conflict(Guid TaskId) : SubmissionOutcome;

    /// <summary>The id belongs to a task whose row is gone.</summary>
    public sealed record Gone(Guid TaskId) : SubmissionOutcome;

    /// <summary>What is stored under the id cannot be read.</summary>
    public sealed record Damaged(Guid TaskId) : SubmissionOutcome;

    /// <summary>
    /// The part of the store that holds the row cannot be reached: not accepted, as far as anybody can tell. Submitting the same id again
    /// is safe.
    /// </summary>
    public sealed record Unavailable(Guid TaskId) : SubmissionOutcome;
}
