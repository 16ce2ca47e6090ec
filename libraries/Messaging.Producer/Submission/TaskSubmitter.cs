using Messaging.Contracts;
using Messaging.Hosting.Links;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Dispatch;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Submission;

/// <summary>
/// Accepts tasks: the rows first, so that nothing accepted can be lost and the status is there before the answer, then the commands.
/// </summary>
internal sealed class TaskSubmitter(
    LedgerWriter ledger,
    LateSubmissions late,
    TaskDispatcher dispatcher,
    SubmissionMetrics metrics,
    IOptions<StatusLinkOptions> links,
    ILogger<TaskSubmitter> logger)
{
    /// <summary>Accepts tasks together, those with which nothing is wrong.</summary>
    /// <returns>What became of each, in the order given.</returns>
    /// <exception cref="TaskStoreUnavailableException">No row can be reached: nothing accepted, as far as anybody can tell. Submitting the
    /// same ids again is safe.</exception>
    public async Task<IReadOnlyList<SubmissionOutcome>> Submit(
        IReadOnlyList<CheckedSubmission> submissions, CancellationToken cancellationToken)
    {
        TaskSubmitted[] valid = [.. submissions.Where(submission => submission.IsValid).Select(submission => submission.Task)];
        if (valid.Length == submissions.Count)
        {
            return await Accept(valid, cancellationToken);
        }

        var refused = await late.OutcomesOf([.. submissions.Where(submission => !submission.IsValid)], cancellationToken);
        if (valid.Length == 0 && refused.All(outcome => outcome is SubmissionOutcome.Unavailable))
        {
            throw new TaskStoreUnavailableException();
        }

        var accepted = valid.Length == 0 ? [] : await Accept(valid, cancellationToken);
        metrics.Count(refused);
        var (nextAccepted, nextRefused) = (0, 0);
        return [.. submissions.Select(submission => submission.IsValid ? accepted[nextAccepted++] : refused[nextRefused++])];
    }

    private async Task<SubmissionOutcome[]> Accept(TaskSubmitted[] tasks, CancellationToken cancellationToken)
    {
        using var spans = SubmissionSpans.Begin(tasks);
        var entries = await ledger.WriteEach([.. spans.Tasks.Select(TaskEvent.Of)], cancellationToken);
        SubmissionOutcome[] outcomes = [.. tasks.Zip(entries, OutcomeOf)];
        metrics.Count(outcomes);
        Log(tasks, outcomes);
        // Accepted whether or not this works: the rows are in the outbox until the broker has confirmed.
        await dispatcher.TrySend(
            [
                .. outcomes.OfType<SubmissionOutcome.Accepted>()
                    .Select(accepted => accepted.Row)
                    .Where(row => row.State == TaskState.Queued),
            ]);
        spans.Told(outcomes, links.Value.StatusUrlOf);
        return outcomes;
    }

    private void Log(TaskSubmitted[] tasks, SubmissionOutcome[] outcomes)
    {
        if (!logger.IsEnabled(LogLevel.Debug))
        {
            return;
        }

        foreach (var (task, outcome) in tasks.Zip(outcomes))
        {
            logger.LogDebug(
                "Submitted {TaskName} {TaskId} to queue {Queue}: {Outcome}", task.Name, task.TaskId, task.Queue, outcome.GetType().Name);
        }
    }

    private static SubmissionOutcome OutcomeOf(TaskSubmitted task, LedgerEntry entry) => entry switch
    {
        { Failure: UndecodableRowException } => new SubmissionOutcome.Damaged(task.TaskId),
        { Failure: not null } => new SubmissionOutcome.Unavailable(task.TaskId),
        { Row: { } row, IsFirst: true } => new SubmissionOutcome.Accepted(row),
        _ => SubmissionOutcome.OfRepeat(task, entry.Row),
    };
}

/// <summary>
/// Tells who repeats a submission from who comes too late with a new one. Whoever repeats after a timeout cannot know whether the first one
/// arrived,
/// so that a repeat is answered like any other although its time has passed meanwhile.
/// </summary>
internal sealed class LateSubmissions(TaskStore store)
{
    /// <summary>Looks up those submissions with which nothing is wrong but the time.</summary>
    /// <param name="refused">Submissions with which something is wrong.</param>
    /// <param name="cancellationToken">Stops waiting for the store.</param>
    /// <returns>What became of each, in the order given.</returns>
    public async Task<IReadOnlyList<SubmissionOutcome>> OutcomesOf(
        IReadOnlyList<CheckedSubmission> refused, CancellationToken cancellationToken)
    {
        Guid[] late = [.. refused.Where(submission => submission.IsLate).Select(submission => submission.Task.TaskId)];
        var stored = await store.Load(late, cancellationToken);
        var next = 0;
        return
        [
            .. refused.Select(submission =>
                (submission.IsLate ? OutcomeOf(submission.Task, stored[next++]) : null) ?? new SubmissionOutcome.Invalid(submission)),
        ];
    }

    /// <summary>What a row makes of a submission; <see langword="null"/> when it is not there because of one that was accepted.</summary>
    private static SubmissionOutcome? OutcomeOf(TaskSubmitted task, Reading<TaskRow> reading) => reading.Match<SubmissionOutcome?>(
        row => row.Task.Fingerprint is null ? null : SubmissionOutcome.OfRepeat(task, row.Task),
        isGone => isGone ? SubmissionOutcome.OfRepeat(task, null) : null,
        reason =>
            reason is UndecodableRowException ? new SubmissionOutcome.Damaged(task.TaskId) : new SubmissionOutcome.Unavailable(task.TaskId),
        _ => new SubmissionOutcome.Unavailable(task.TaskId));
}
