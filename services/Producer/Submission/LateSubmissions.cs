using Messaging.Contracts;
using Messaging.Lifecycle.Storage;

namespace Messaging.Producer.Submission;

/// <summary>
/// Tells who repeats a submission from who comes too late with a new one. Whoever repeats after a timeout cannot know whether the first one arrived,
/// so that a repeat is answered like any other although its time has passed meanwhile.
/// </summary>
internal sealed class LateSubmissions(ITaskStore store)
{
    /// <summary>Looks up those submissions with which nothing is wrong but the time.</summary>
    /// <param name="refused">Submissions with which something is wrong.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>What became of each, in the order given.</returns>
    public async Task<IReadOnlyList<SubmissionOutcome>> OutcomesOf(IReadOnlyList<CheckedSubmission> refused, CancellationToken cancellationToken)
    {
        Guid[] late = [.. refused.Where(submission => submission.IsLate).Select(submission => submission.Task.TaskId)];
        var stored = late.Length == 0 ? [] : await Load(late, cancellationToken);
        var next = 0;
        return [.. refused.Select(submission => (submission.IsLate ? OutcomeOf(submission.Task, stored[next++]) : null) ?? new SubmissionOutcome.Invalid(submission))];
    }

    private async Task<IReadOnlyList<RowReading>> Load(Guid[] ids, CancellationToken cancellationToken)
    {
        try
        {
            return await store.LoadEach(ids, cancellationToken);
        }
        catch (TaskStoreUnavailableException exception)
        {
            // What they share a batch with may be elsewhere.
            return [.. ids.Select(_ => new RowReading(null, exception))];
        }
    }

    /// <summary>What a row makes of a submission; <see langword="null"/> when it is not there because of one that was accepted.</summary>
    private static SubmissionOutcome? OutcomeOf(TaskSubmitted task, RowReading reading)
    {
        if (reading.Value is not { } stored)
        {
            return reading.Failure is null ? null : new SubmissionOutcome.Unavailable(task.TaskId);
        }

        var row = TaskRowCodec.Decode(task.TaskId, stored);
        return row is { Fingerprint: null } ? null : SubmissionOutcome.OfRepeat(task, row);
    }
}
