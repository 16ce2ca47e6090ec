using Messaging.Contracts;
using Messaging.Lifecycle.Storage;

namespace Messaging.Producer.Submission;

/// <summary>
/// Tells who repeats a submission from who comes too late with a new one. Whoever repeats after a timeout cannot know whether the first one arrived,
/// so that a repeat is answered like any other although its time has passed meanwhile.
/// </summary>
internal sealed class LateSubmissions(TaskStore store)
{
    /// <summary>Looks up those submissions with which nothing is wrong but the time.</summary>
    /// <param name="refused">Submissions with which something is wrong.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>What became of each, in the order given.</returns>
    public async Task<IReadOnlyList<SubmissionOutcome>> OutcomesOf(IReadOnlyList<CheckedSubmission> refused, CancellationToken cancellationToken)
    {
        Guid[] late = [.. refused.Where(submission => submission.IsLate).Select(submission => submission.Task.TaskId)];
        var stored = await store.Load(late, cancellationToken);
        var next = 0;
        return [.. refused.Select(submission => (submission.IsLate ? OutcomeOf(submission.Task, stored[next++]) : null) ?? new SubmissionOutcome.Invalid(submission))];
    }

    /// <summary>What a row makes of a submission; <see langword="null"/> when it is not there because of one that was accepted.</summary>
    private static SubmissionOutcome? OutcomeOf(TaskSubmitted task, Reading<TaskRow> reading) => reading.Match<SubmissionOutcome?>(
        row => row.Task.Fingerprint is null ? null : SubmissionOutcome.OfRepeat(task, row.Task),
        isGone => isGone ? SubmissionOutcome.OfRepeat(task, null) : null,
        reason => reason is UndecodableRowException ? new SubmissionOutcome.Damaged(task.TaskId) : new SubmissionOutcome.Unavailable(task.TaskId),
        _ => new SubmissionOutcome.Unavailable(task.TaskId));
}
