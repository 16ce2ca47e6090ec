using Messaging.Lifecycle.Logs;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.Lifecycle.Ledger;

/// <summary>Replaces rows whose retention has passed by tombstones. Any number of janitors may work on one store.</summary>
public sealed class TaskJanitor(TaskStore store, ITaskLogs logs, IOptions<LedgerOptions> options, TimeProvider clock)
{
    private const int BatchSize = 256;
    private const int MaxCommitAttempts = 64;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Buries one batch of rows whose time has come.</summary>
    /// <returns>How many were looked at: as long as that is more than none, there may be others.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<int> Sweep(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var leased = await store.Lease(TaskIndex.Retention, now, Lease, BatchSize, cancellationToken);
        RowChange[] burials =
        [
            .. leased.Tasks.Select(task => Bury(task, now)).OfType<RowChange>(),
            .. leased.Vanished.Select(id => Burial(new TaskSaga { CorrelationId = id }, default)),
        ];
        // A conflict means that the row lives on; its lease ends and it is looked at again. So does one that could not be reached.
        var instead = await store.Commit(burials, cancellationToken);
        if (instead.Count > 0 && instead.All(row => row is Reading<TaskRow>.Unavailable))
        {
            throw new TaskStoreUnavailableException(((Reading<TaskRow>.Unavailable)instead[0]!).Failure);
        }

        // Should this fail, the logs end their lives by themselves, and nobody can read them meanwhile.
        await logs.Remove(
            [
                .. burials.Zip(instead)
                    .Where(pair => pair.Second is null && TaskHeader.Read(pair.First.Value).IsTombstone)
                    .Select(pair => pair.First.Id),
            ],
            cancellationToken);
        return leased.Count;
    }

    /// <summary>Buries the row of a task that has ended, although its retention has not passed.</summary>
    /// <param name="id">The task.</param>
    /// <param name="may">Whether its row may go as it is, provided that the task has ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The row, when it is left; <see langword="null"/> when it is buried, or there was none.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached, or the row is changed again and again.</exception>
    public async Task<TaskSaga?> Discard(Guid id, Func<TaskSaga, bool> may, CancellationToken cancellationToken)
    {
        var reading = await store.Load(id, cancellationToken);
        for (var round = 0; round < MaxCommitAttempts; round++)
        {
            var saga = reading.Match<TaskSaga?>(row => row.Task, _ => null);
            if (saga is null || !saga.State.IsTerminal() || !may(saga))
            {
                return saga;
            }

            var burial = Burial(saga, TaskIndexEntry.Of(saga, options.Value));
            if ((await store.Commit([burial], cancellationToken))[0] is not { } instead)
            {
                await logs.Remove([id], cancellationToken);
                return null;
            }

            reading = instead;
        }

        throw new TaskStoreUnavailableException($"The row of task {id} was changed by others {MaxCommitAttempts} times in a row.");
    }

    /// <summary>
    /// What to do with a row that the index named: bury it, or put it where it belongs when the index was wrong; nothing when its state is
    /// a later release's.
    /// </summary>
    private RowChange? Bury(TaskSaga saga, DateTimeOffset now)
    {
        if (saga.State == TaskState.Unknown)
        {
            return null;
        }

        var place = TaskIndexEntry.Of(saga, options.Value);
        var leased = place with { Retention = now + Lease };
        return place.Retention <= now ? Burial(saga, leased) : new RowChange
        {
            Id = saga.CorrelationId,
            ExpectedVersion = (uint)saga.Version,
            Value = TaskRowCodec.Encode(saga, (uint)saga.Version + 1),
            Before = leased,
            After = place,
        };
    }

    private RowChange Burial(TaskSaga saga, TaskIndexEntry before) => new()
    {
        Id = saga.CorrelationId,
        ExpectedVersion = (uint)saga.Version,
        Value = TaskRowCodec.EncodeTombstone((uint)saga.Version + 1, saga.Attempt),
        Before = before,
        TimeToLive = options.Value.TombstoneRetention,
    };
}
