using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>
/// What a store answers of whose parts some are lost: rows there fail, the others do not, and a call that reaches none of its rows fails as
/// a whole.
/// </summary>
public static class LostRows
{
    /// <summary>Reads rows, or of each the first bytes.</summary>
    public static async Task<IReadOnlyList<RowReading>> LoadWithout(
        this IRowStore store, Func<Guid, bool> isLost, IReadOnlyList<Guid> ids, CancellationToken cancellationToken, int? length = null)
    {
        var reached = Reached(ids, isLost);
        var readings = new Queue<RowReading>(
            await (
                length is { } bytes
                    ? store.LoadBeginnings(reached, bytes, cancellationToken)
                    : store.LoadEach(reached, cancellationToken)));
        return [.. ids.Select(id => isLost(id) ? new RowReading(null, new TaskStoreUnavailableException()) : readings.Dequeue())];
    }

    public static async Task<IReadOnlyList<CommitResult>> CommitWithout(
        this IRowStore store, Func<Guid, bool> isLost, IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
    {
        Reached([.. changes.Select(change => change.Id)], isLost);
        var results = new Queue<CommitResult>(await store.Commit([.. changes.Where(change => !isLost(change.Id))], cancellationToken));
        return
        [
            .. changes.Select(change => isLost(change.Id) ? CommitResult.Unknown(new TaskStoreUnavailableException()) : results.Dequeue()),
        ];
    }

    private static Guid[] Reached(IReadOnlyList<Guid> ids, Func<Guid, bool> isLost)
    {
        Guid[] reached = [.. ids.Where(id => !isLost(id))];
        return reached.Length > 0 || ids.Count == 0 ? reached : throw new TaskStoreUnavailableException();
    }
}
