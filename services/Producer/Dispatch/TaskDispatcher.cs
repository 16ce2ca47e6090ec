using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Producer.Dispatch;

/// <summary>
/// Gets commands from rows to the broker: at once for what was just accepted, later for what is due or what never got there. Any number of Producers
/// may do so on one store: a row that was taken is leased, and a command that is sent twice is run once or dropped by the worker.
/// </summary>
internal sealed class TaskDispatcher(ITaskStore store, LedgerWriter ledger, CommandSender sender, TimeProvider clock, ILogger<TaskDispatcher> logger)
{
    private const int BatchSize = 256;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>Sends the command of a row that was just accepted. Whether the broker has it.</summary>
    public async Task<bool> TrySend(TaskSaga row)
    {
        var command = CommandOf(row);
        if (!await sender.TrySend(command, CancellationToken.None))
        {
            return false;
        }

        // The caller need not wait for this: should it fail, the relay sends once more and the worker drops it.
        _ = MarkEnqueued(command);
        return true;
    }

    /// <summary>Sends one batch of what an index holds ready.</summary>
    /// <returns>How many rows were taken.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="Hosting.Routing.BrokerUnavailableException">The broker did not confirm a single command.</exception>
    public async Task<int> DispatchReady(TaskIndex index, CancellationToken cancellationToken)
    {
        var ids = await store.Lease(index, clock.GetUtcNow(), Lease, BatchSize, cancellationToken);
        if (ids.Count == 0)
        {
            return 0;
        }

        var rows = await store.Load(ids, cancellationToken);
        var sagas = ids.Zip(rows, (id, row) => row is null ? null : TaskRowCodec.Decode(id, row)).OfType<TaskSaga>().Where(saga => IsReady(saga, index)).ToArray();
        var events = await Task.WhenAll(sagas.Select(saga => Dispatch(saga, cancellationToken)));
        var confirmed = events.OfType<TaskEvent>().ToArray();
        if (confirmed.Length > 0)
        {
            await ledger.Write(confirmed, cancellationToken);
        }
        else if (sagas.Length > 0)
        {
            throw new Hosting.Routing.BrokerUnavailableException($"The broker confirmed none of {sagas.Length} commands.");
        }

        return ids.Count;
    }

    /// <summary>A row may have moved on between its lease and its reading.</summary>
    private static bool IsReady(TaskSaga saga, TaskIndex index) => index switch
    {
        TaskIndex.Due => saga.State is TaskState.Scheduled or TaskState.Retrying,
        _ => saga.State == TaskState.Queued && saga.EnqueuedAttempt < saga.Attempt,
    };

    private async Task<TaskEvent?> Dispatch(TaskSaga saga, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var command = CommandOf(saga);
        if (saga.Cancel is not null)
        {
            return TaskEvent.Of(new TaskCanceled { TaskId = saga.CorrelationId, Attempt = command.Attempt, FinishedAt = now });
        }

        if (saga.ExpiresAt <= now)
        {
            return TaskEvent.Of(new TaskExpired { TaskId = saga.CorrelationId, Attempt = command.Attempt, FinishedAt = now });
        }

        return await sender.TrySend(command, cancellationToken)
            ? TaskEvent.Of(new TaskEnqueued { TaskId = command.TaskId, Attempt = command.Attempt, EnqueuedAt = clock.GetUtcNow() })
            : null;
    }

    private async Task MarkEnqueued(RunTask command)
    {
        try
        {
            await ledger.Write(TaskEvent.Of(new TaskEnqueued { TaskId = command.TaskId, Attempt = command.Attempt, EnqueuedAt = clock.GetUtcNow() }), CancellationToken.None);
        }
        catch (TaskStoreUnavailableException exception)
        {
            logger.LogWarning(exception, "Task {TaskId} was sent, but not marked so: its command will be sent once more", command.TaskId);
        }
    }

    private static RunTask CommandOf(TaskSaga row) => new()
    {
        TaskId = row.CorrelationId,
        Name = row.Name ?? "",
        Arguments = row.Arguments ?? default,
        Attempt = row.Rank is TaskRank.Deferred or TaskRank.Retrying ? row.Attempt + 1 : row.Attempt,
        Deferrals = row.Deferrals,
        Queue = row.Queue ?? "default",
        Retry = row.Retry,
        TimeLimit = row.TimeLimit,
        ExpiresAt = row.ExpiresAt,
        TraceParent = row.TraceParent,
    };
}
