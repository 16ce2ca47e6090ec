using Messaging.Lifecycle.Logs;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.Lifecycle.Ledger;

/// <summary>Replaces rows whose retention has passed by tombstones. Any number of janitors may work on one store.</summary>
public sealed class TaskJanitor(ITaskStore store, ITaskLogs logs, IOptions<LedgerOptions> options, TimeProvider clock)
{
    private const int BatchSize = 256;
    private const int MostRounds = 64;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Buries one batch of rows whose time has come.</summary>
    /// <returns>How many were looked at: as long as that is more than none, there may be others.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<int> Sweep(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ids = await store.Lease(TaskIndex.Retention, now, Lease, BatchSize, cancellationToken);
        if (ids.Count == 0)
        {
            return 0;
        }

        var rows = await store.Load(ids, cancellationToken);
        RowChange[] burials = [.. ids.Zip(rows, (id, row) => Bury(id, row, now)).OfType<RowChange>()];
        // A conflict means that the row lives on; its lease ends and it is looked at again. So does one that could not be reached.
        var results = await store.Commit(burials, cancellationToken);
        // Should this fail, the logs end their lives by themselves, and nobody can read them meanwhile.
        await logs.Remove([.. burials.Zip(results).Where(pair => pair.Second.IsCommitted && TaskHeader.Read(pair.First.Value).IsTombstone).Select(pair => pair.First.Id)], cancellationToken);
        Guid[] vanished = [.. ids.Zip(rows).Where(pair => pair.Second is null).Select(pair => pair.First)];
        if (vanished.Length > 0)
        {
            // Nobody knows any more which lists they were in.
            await store.Repair(vanished, null, cancellationToken);
        }

        return ids.Count;
    }

    /// <summary>Buries the row of a task that has ended, although its retention has not passed.</summary>
    /// <param name="id">The task.</param>
    /// <param name="may">Whether its row may go as it is, provided that the task has ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The row, when it is left; <see langword="null"/> when it is buried, or there was none.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached, or the row is changed again and again.</exception>
    public async Task<TaskSaga?> Discard(Guid id, Func<TaskSaga, bool> may, CancellationToken cancellationToken)
    {
        var row = (await store.Load([id], cancellationToken))[0];
        for (var round = 0; round < MostRounds; round++)
        {
            if (row is null || TaskRowCodec.Decode(id, row) is not { } saga)
            {
                return null;
            }

            if (!saga.State.IsTerminal() || !may(saga))
            {
                return saga;
            }

            var burial = Burial(id, TaskHeader.Read(row).Version, saga.Attempt, TaskIndexEntry.Of(saga, options.Value));
            var result = (await store.Commit([burial], cancellationToken))[0];
            if (result.IsCommitted)
            {
                await logs.Remove([id], cancellationToken);
                return null;
            }

            if (result.Failure is { } failure)
            {
                throw new TaskStoreUnavailableException(failure.Message, failure);
            }

            row = result.Current;
        }

        throw new TaskStoreUnavailableException($"The row of task {id} was changed by others {MostRounds} times in a row.");
    }

    /// <summary>What to do with a row that the index named: bury it, or put it where it belongs when the index was wrong; nothing when its state is a later release's.</summary>
    private RowChange? Bury(Guid id, byte[]? row, DateTimeOffset now)
    {
        var version = row is null ? 0 : TaskHeader.Read(row).Version;
        var saga = row is null ? null : TaskRowCodec.Decode(id, row);
        if (saga is { State: TaskState.Unknown })
        {
            return null;
        }

        var place = saga is null ? default : TaskIndexEntry.Of(saga, options.Value);
        var leased = place with { Retention = now + Lease };
        if (saga is not null && !(place.Retention <= now))
        {
            return new RowChange
            {
                Id = id,
                ExpectedVersion = version,
                Value = TaskRowCodec.Encode(saga, version + 1),
                Before = leased,
                After = place,
            };
        }

        return Burial(id, version, saga?.Attempt ?? 0, leased);
    }

    private RowChange Burial(Guid id, uint version, int attempt, TaskIndexEntry before) => new()
    {
        Id = id,
        ExpectedVersion = version,
        Value = TaskRowCodec.EncodeTombstone(version + 1, attempt),
        Before = before,
        TimeToLive = options.Value.TombstoneRetention,
    };
}
