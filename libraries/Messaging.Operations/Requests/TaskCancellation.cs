using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Operations.Requests;

/// <summary>Cancels tasks: at once what no worker has, by a durable request what is running.</summary>
internal sealed class TaskCancellation(StoredTasks tasks, CancelNotices notices, TimeProvider clock)
{
    /// <summary>Cancels a task. Repeating it is harmless.</summary>
    /// <param name="id">The task.</param>
    /// <param name="note">Who asks, and why.</param>
    /// <param name="isForced">
    /// Whether a running task is ended at once too. Should its handler succeed all the same, the task has succeeded.
    /// </param>
    /// <param name="cancellationToken">Stops reading the row.</param>
    /// <exception cref="Lifecycle.Storage.TaskStoreUnavailableException">
    /// The store cannot be reached: nothing is known to be cancelled.
    /// </exception>
    public Task<RequestOutcome> Cancel(Guid id, OperatorNote note, bool isForced, CancellationToken cancellationToken) =>
        tasks.With(id, row => Cancel(row, note, isForced), cancellationToken);

    private async Task<RequestOutcome> Cancel(TaskSaga row, OperatorNote note, bool isForced)
    {
        if (row.State == TaskState.Canceled)
        {
            return new RequestOutcome.Done(row);
        }

        if (row.State.IsTerminal())
        {
            return new RequestOutcome.Refused($"It is too late: task {row.CorrelationId} has ended as {row.State}.");
        }

        var now = clock.GetUtcNow();
        var request = RequestOf(row, note, now);
        var requested = TaskEvent.Of(request);
        var ended = TaskEvent.Of(new TaskCanceled { TaskId = row.CorrelationId, Attempt = row.NextAttempt, FinishedAt = now });
        var outcome = await tasks.Write(row.State == TaskState.Running && !isForced ? [requested] : [requested, ended], OutcomeOf);
        if (outcome is RequestOutcome.Done or RequestOutcome.Pending)
        {
            // Workers are told of a task that was cancelled at once too: one of them may have begun it meanwhile.
            await notices.TryTell(request);
        }

        return outcome;
    }

    /// <summary>The request that is there already, or a new one.</summary>
    private static TaskCancelRequested RequestOf(TaskSaga row, OperatorNote note, DateTimeOffset now) => row.ActiveCancel is { } known
        ? new() { TaskId = row.CorrelationId, RequestedAt = known.RequestedAt, By = known.By, Reason = known.Reason }
        : new() { TaskId = row.CorrelationId, RequestedAt = RequestTimestamps.OfCancel(row, now), By = note.By, Reason = note.Reason };

    /// <summary>A task may have started, or ended, between reading and writing.</summary>
    private static RequestOutcome OutcomeOf(TaskSaga row) => row.State switch
    {
        TaskState.Canceled => new RequestOutcome.Done(row),
        _ when row.State.IsTerminal() => new RequestOutcome.Refused($"It is too late: task {row.CorrelationId} has ended as {row.State}."),
        _ => new RequestOutcome.Pending(row),
    };
}
