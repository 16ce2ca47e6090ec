using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.Lifecycle.Ledger;

/// <summary>
/// Ends the quarantine of rows that somebody has mended or removed. What was mended goes back to its places in lists and indexes.
/// </summary>
public sealed class TaskQuarantine(TaskStore store, IOptions<LedgerOptions> options)
{
    private const int BatchSize = 256;

    /// <summary>Looks at some of what is in quarantine.</summary>
    /// <returns>How many rows have left it.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<int> Revisit(CancellationToken cancellationToken)
    {
        var quarantined = await store.Quarantined(BatchSize, cancellationToken);
        var readings = await store.Load([.. quarantined.First.Select(row => row.Id)], cancellationToken);
        RowChange[] mended =
        [
            .. readings.OfType<Reading<TaskRow>.Found>()
                .Where(found => found.Value.Task.State != TaskState.Unknown)
                .Select(found => PutBack(found.Value.Task)),
        ];
        var instead = await store.Commit(mended, cancellationToken);
        // A key of another type is no row either: only who asks for its bytes is told of it.
        var missing = readings.OfType<Reading<TaskRow>.Missing>().Select(row => store.LoadHeader(row.Id, cancellationToken));
        Guid[] removed = [.. (await Task.WhenAll(missing)).OfType<Reading<TaskHeader>.Missing>().Select(row => row.Id)];
        Guid[] released =
        [
            .. removed,
            .. mended.Zip(instead).Where(pair => pair.Second is null).Select(pair => pair.First.Id),
        ];
        if (released.Length > 0)
        {
            await store.Release(released, cancellationToken);
        }

        return released.Length;
    }

    private RowChange PutBack(TaskSaga task) => new()
    {
        Id = task.CorrelationId,
        ExpectedVersion = (uint)task.Version,
        Value = TaskRowCodec.Encode(task, (uint)task.Version + 1),
        After = TaskIndexEntry.Of(task, options.Value),
    };
}
