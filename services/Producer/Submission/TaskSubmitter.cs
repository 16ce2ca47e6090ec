using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Producer.Dispatch;

namespace Messaging.Producer.Submission;

/// <summary>Accepts tasks: the row first, so that nothing accepted can be lost and the status is there before the answer, then the command.</summary>
internal sealed class TaskSubmitter(LedgerWriter ledger, TaskDispatcher dispatcher)
{
    /// <exception cref="Lifecycle.Storage.TaskStoreUnavailableException">The store cannot be reached: not accepted, as far as anybody can tell. Submitting the same id again is safe.</exception>
    public async Task<SubmissionOutcome> Submit(TaskSubmitted task, CancellationToken cancellationToken)
    {
        var entry = await ledger.Write(TaskEvent.Of(task), cancellationToken);
        if (entry.Row is not { } row)
        {
            return new SubmissionOutcome.Gone(task.TaskId);
        }

        if (!entry.IsFirst)
        {
            return row.Fingerprint == task.Fingerprint ? new SubmissionOutcome.Repeated(row) : new SubmissionOutcome.Conflict(task.TaskId);
        }

        if (row.State == TaskState.Queued)
        {
            // Accepted whether or not this works: the row is in the outbox until the broker has confirmed.
            await dispatcher.TrySend(row);
        }

        return new SubmissionOutcome.Accepted(row);
    }
}
