using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Dispatch;
using Messaging.Producer.Metrics;
using Messaging.Producer.Tracing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Submission;

/// <summary>Accepts tasks: the rows first, so that nothing accepted can be lost and the status is there before the answer, then the commands.</summary>
internal sealed class TaskSubmitter(LedgerWriter ledger, LateSubmissions late, TaskDispatcher dispatcher, SubmissionMetrics metrics, IOptions<ProducerOptions> options, ILogger<TaskSubmitter> logger)
{
    /// <summary>Accepts tasks together, those with which nothing is wrong.</summary>
    /// <returns>What became of each, in the order given.</returns>
    /// <exception cref="TaskStoreUnavailableException">No row can be reached: nothing accepted, as far as anybody can tell. Submitting the same ids again is safe.</exception>
    public async Task<IReadOnlyList<SubmissionOutcome>> Submit(IReadOnlyList<CheckedSubmission> submissions, CancellationToken cancellationToken)
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
        await dispatcher.TrySend([.. outcomes.OfType<SubmissionOutcome.Accepted>().Select(accepted => accepted.Row).Where(row => row.State == TaskState.Queued)]);
        spans.Told(outcomes, options.Value.StatusUrlOf);
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
            logger.LogDebug("Submitted {TaskName} {TaskId} to queue {Queue}: {Outcome}", task.Name, task.TaskId, task.Queue, outcome.GetType().Name);
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
