namespace Messaging.Lifecycle.Storage;

/// <summary>
/// Keeps rows and their indexes. A row and its index entries change together or not at all. Every member throws <see cref="TaskStoreUnavailableException"/>
/// when the store cannot be reached in time; a commit may then have happened or not.
/// </summary>
public interface ITaskStore
{
    /// <summary>Reads rows; <see langword="null"/> in the place of one that does not exist.</summary>
    Task<IReadOnlyList<byte[]?>> Load(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);

    /// <summary>Reads the header of a row, or <see langword="null"/> when there is none.</summary>
    Task<TaskHeader?> LoadHeader(Guid id, CancellationToken cancellationToken);

    /// <summary>Writes rows whose versions are as expected; the others are left and returned as they are. Each row is atomic by itself.</summary>
    /// <param name="changes">At most one per row.</param>
    /// <param name="cancellationToken">Stops waiting, not writing.</param>
    Task<IReadOnlyList<CommitResult>> Commit(IReadOnlyList<RowChange> changes, CancellationToken cancellationToken);

    /// <summary>Takes ids whose time in an index has come, and moves that time to the end of a lease: a taker that dies leaves them to the next.</summary>
    Task<IReadOnlyList<Guid>> Lease(TaskIndex index, DateTimeOffset now, TimeSpan duration, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Calls back with the id of every task that ends, whichever process wrote it. Best effort: calls may be lost while the store cannot be reached,
    /// and a subscription made then may take effect only when it can.
    /// </summary>
    /// <returns>Ends the subscription when disposed.</returns>
    Task<IAsyncDisposable> OnEnd(Action<Guid> callback);

    /// <summary>Whether the store answers.</summary>
    Task Ping(CancellationToken cancellationToken);
}
