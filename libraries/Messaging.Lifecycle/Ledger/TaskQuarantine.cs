using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.Lifecycle.Ledger;

/// <summary>Ends the quarantine of rows that somebody has mended or removed. What was mended goes back to its places in lists and indexes.</summary>
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
        RowChange[] mended = [.. readings.OfType<Reading<TaskRow>.Found>().Where(found => found.Value.Task.State != TaskState.Unknown).Select(found => PutBack(found.Value.Task))];
        var instead = await store.Commit(mended, cancellationToken);
        Guid[] released =
        [
            .. readings.OfType<Reading<TaskRow>.Missing>().Select(missing => missing.Id),
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
