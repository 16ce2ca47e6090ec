using Messaging.Contracts;
using Messaging.Hosting.Validation;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Operations.Requests;

/// <summary>Gives waiting tasks another time.</summary>
internal sealed class TaskRescheduling(StoredTasks tasks, DispatchSignal signal, TimeProvider clock)
{
    /// <summary>Gives one task another time.</summary>
    /// <param name="id">The task.</param>
    /// <param name="dueAt">When its next attempt is to be sent; what has passed means at once.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Stops reading the row.</param>
    /// <exception cref="Lifecycle.Storage.TaskStoreUnavailableException">
    /// The store cannot be reached: nothing is known to be changed.
    /// </exception>
    public Task<RequestOutcome> Reschedule(Guid id, DateTimeOffset dueAt, string? by, CancellationToken cancellationToken) =>
        tasks.With(id, row => Reschedule(row, dueAt, by), cancellationToken);

    private async Task<RequestOutcome> Reschedule(TaskSaga row, DateTimeOffset dueAt, string? by)
    {
        if (!row.State.IsWaiting())
        {
            return NotWaiting(row);
        }

        if (row.Deadline <= dueAt)
        {
            var errors = new ValidationErrors();
            errors.Add("dueAt", $"Must be earlier than {row.Deadline:O}, when the task expires.");
            return new RequestOutcome.Invalid(errors);
        }

        var now = clock.GetUtcNow();
        var request = new TaskRescheduled
        {
            TaskId = row.CorrelationId,
            Attempt = row.Attempt,
            DueAt = dueAt,
            RequestedAt = RequestTimestamps.OfReschedule(row, now),
            By = by,
        };
        var outcome = await tasks.Write(
            [TaskEvent.Of(request)],
            found => found.Attempt == row.Attempt && found.State.IsWaiting() ? new RequestOutcome.Done(found) : NotWaiting(found));
        if (outcome is RequestOutcome.Done && dueAt <= now)
        {
            signal.Raise();
        }

        return outcome;
    }

    private static RequestOutcome.Refused NotWaiting(TaskSaga row) =>
        new($"Task {row.CorrelationId} does not wait for a time: it is {row.State}.");
}
