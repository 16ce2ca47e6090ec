using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>
/// What an adapter of the store implements; everybody else uses <see cref="TaskStore"/>. Keeps rows as bytes, their indexes and lists,
/// counts them and remembers the latest changes.
/// A row and all that tells of it change together or not at all. Every member throws <see cref="TaskStoreUnavailableException"/> when the
/// store cannot be reached in time; a commit
/// may then have happened or not. A store may have parts that are lost one by one: rows that are read or written together
/// then fail one by one too, and the call throws only when it reached none of them.
/// </summary>
public interface IRowStore
{
    /// <summary>Reads rows, each of which is there, is not, or cannot be reached.</summary>
    Task<IReadOnlyList<RowReading>> LoadEach(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);

    /// <summary>Reads the first bytes of rows, at most <paramref name="length"/> of each.</summary>
    Task<IReadOnlyList<RowReading>> LoadBeginnings(IReadOnlyList<Guid> ids, int length, CancellationToken cancellationToken);

    /// <summary>Reads the first <see cref="TaskHeader.Length"/> bytes of a row, or <see langword="null"/> when there is none.</summary>
    Task<byte[]?> LoadHeader(Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// Writes rows whose versions are as expected; the others are left and returned as they are, or cannot be reached. Each row is atomic
    /// by itself.
    /// </summary>
    /// <param name="changes">At most one per row.</param>
    /// <param name="cancellationToken">Stops waiting, not writing.</param>
    Task<IReadOnlyList<CommitResult>> Commit(IReadOnlyList<RowChange> changes, CancellationToken cancellationToken);

    /// <summary>
    /// Takes ids whose time in an index has come, and moves that time to the end of a lease: a taker that dies leaves them to the next.
    /// Rows in a state of a later release are left
    /// to those who know it.
    /// </summary>
    Task<IReadOnlyList<Guid>> Lease(TaskIndex index, DateTimeOffset now, TimeSpan duration, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Calls back with the id of every task that ends, whichever process wrote it. Best effort: calls may be lost while the store cannot be
    /// reached,
    /// and a subscription made then may take effect only when it can.
    /// </summary>
    /// <returns>Ends the subscription when disposed.</returns>
    Task<IAsyncDisposable> OnEnd(Action<Guid> callback);

    /// <summary>
    /// Reads a part of a list, or of several as if they were one, in the order of <see cref="TaskCursor"/>. Reading on from the last place
    /// neither skips nor repeats
    /// a row that is in there all the while, whatever else is written meanwhile. What rows say must be compared with what was asked: they
    /// may have moved since.
    /// </summary>
    Task<IReadOnlyList<TaskCursor>> List(TaskListRange range, CancellationToken cancellationToken);

    /// <summary>Counts rows by queue, name and state.</summary>
    Task<IReadOnlyList<TaskCount>> Count(CancellationToken cancellationToken);

    /// <summary>
    /// Counts failed rows by the cause of their failure. An adapter may leave causes out, or count only some rows of one, when there are
    /// thousands: those with few rows.
    /// </summary>
    Task<IReadOnlyList<FailureCount>> CountFailures(CancellationToken cancellationToken);

    /// <summary>Counts the rows of one list.</summary>
    Task<long> CountOf(TaskList list, CancellationToken cancellationToken);

    /// <summary>Reads the oldest row of each queue and name in a state, in no order.</summary>
    Task<IReadOnlyList<TaskCursor>> Oldest(TaskState state, CancellationToken cancellationToken);

    /// <summary>
    /// Reads how many rows an index holds, and some of those whose time comes first. Takes none: what is leased is among them, at the end
    /// of its lease.
    /// </summary>
    /// <param name="index">The index.</param>
    /// <param name="limit">About how many ids to return at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IndexReading> Read(TaskIndex index, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Takes ids off the lists, counts and indexes that their rows do not belong to: what a row that vanished (evicted, deleted by hand)
    /// leaves behind.
    /// Of a row that is there and waits for nothing, off <see cref="TaskIndex.Due"/> too. Does nothing to a row that is where it says, or
    /// whose state is a later release's.
    /// </summary>
    /// <param name="ids">The rows that were not found, or not found to be what was expected.</param>
    /// <param name="list">The list they were found in, if not one by state.</param>
    /// <param name="cancellationToken">Stops waiting, not writing.</param>
    /// <returns>How many entries were wrong.</returns>
    Task<int> Repair(IReadOnlyList<Guid> ids, TaskList? list, CancellationToken cancellationToken);

    /// <summary>Takes rows off all lists, counts and indexes, remembers that, and leaves the rows themselves as they are.</summary>
    Task Quarantine(IReadOnlyList<QuarantinedRow> rows, CancellationToken cancellationToken);

    /// <summary>Reads how many rows are in quarantine, and some of them.</summary>
    /// <param name="limit">About how many to return at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<QuarantineReading> Quarantined(int limit, CancellationToken cancellationToken);

    /// <summary>Forgets that rows were in quarantine.</summary>
    Task Release(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);

    /// <summary>Reads what was changed since a position. Only the latest changes are remembered.</summary>
    /// <param name="position">Where to begin, as an earlier answer told; <see langword="null"/> for now: no changes and a position.</param>
    /// <param name="limit">About how many changes to return at most; those that were committed together are not parted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="FormatException">It is no position.</exception>
    Task<TaskChanges> Changes(string? position, int limit, CancellationToken cancellationToken);

    /// <summary>Whether the store answers.</summary>
    Task Ping(CancellationToken cancellationToken);
}

/// <summary>What became of a <see cref="RowChange"/>.</summary>
/// <param name="IsCommitted">Whether it was written.</param>
/// <param name="Current">When not: the row that is there instead; <see langword="null"/> when there is none.</param>
/// <param name="Failure">Why its part of the store could not be reached: the change may have been written or not. <see langword="null"/>
/// when it answered.</param>
public readonly record struct CommitResult(bool IsCommitted, byte[]? Current, TaskStoreUnavailableException? Failure = null)
{
    /// <summary>It was written.</summary>
    public static CommitResult Committed { get; } = new(true, null);

    /// <summary>Nobody knows whether it was written.</summary>
    public static CommitResult Unknown(TaskStoreUnavailableException failure) => new(false, null, failure);
}
