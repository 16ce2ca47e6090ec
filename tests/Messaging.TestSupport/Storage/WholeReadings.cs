using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>Reading for those who need every row.</summary>
public static class WholeReadings
{
    /// <summary>Reads rows; <see langword="null"/> in the place of one that does not exist.</summary>
    /// <exception cref="TaskStoreUnavailableException">At least one of them cannot be reached.</exception>
    public static async Task<IReadOnlyList<byte[]?>> Load(
        this IRowStore store, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var readings = await store.LoadEach(ids, cancellationToken);
        var rows = new byte[]?[readings.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = readings[i].Failure is { } failure
                ? throw new TaskStoreUnavailableException(failure.Message, failure)
                : readings[i].Value;
        }

        return rows;
    }

    /// <summary>The store as everybody but its adapters sees it.</summary>
    public static TaskStore InTasks(this IRowStore store) => new(store, TimeProvider.System);

    /// <summary>Reads the header of a row, or <see langword="null"/> when there is none.</summary>
    public static async Task<TaskHeader?> ReadHeader(this IRowStore store, Guid id, CancellationToken cancellationToken) =>
        await store.LoadHeader(id, cancellationToken) is { } header ? TaskHeader.Read(header) : null;
}
