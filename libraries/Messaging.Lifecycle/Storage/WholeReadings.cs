namespace Messaging.Lifecycle.Storage;

/// <summary>Reading for those who need every row.</summary>
public static class WholeReadings
{
    /// <summary>Reads rows; <see langword="null"/> in the place of one that does not exist.</summary>
    /// <exception cref="TaskStoreUnavailableException">At least one of them cannot be reached.</exception>
    public static async Task<IReadOnlyList<byte[]?>> Load(this ITaskStore store, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var readings = await store.LoadEach(ids, cancellationToken);
        var rows = new byte[]?[readings.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = readings[i].Failure is { } failure ? throw new TaskStoreUnavailableException(failure.Message, failure) : readings[i].Value;
        }

        return rows;
    }
}
