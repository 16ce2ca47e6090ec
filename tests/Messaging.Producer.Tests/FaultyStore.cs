using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Producer.Tests;

/// <summary>A store that can go away, and lets a test act between two steps of its user.</summary>
internal sealed class FaultyStore(IRowStore inner) : IRowStore
{
    private volatile bool _isAway;
    private volatile bool _refusesCommits;
    private int _refusals;

    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    public bool RefusesCommits
    {
        get => _refusesCommits;
        set => _refusesCommits = value;
    }

    /// <summary>Which rows cannot be reached.</summary>
    public Func<Guid, bool> IsLost { get; set; } = _ => false;

    /// <summary>Commits that were refused.</summary>
    public int Refusals => Volatile.Read(ref _refusals);

    /// <summary>Runs once ids are leased, before they are handed out.</summary>
    public Func<Task>? AfterLease { get; set; }

    public Task<IReadOnlyList<RowReading>> LoadEach(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        Reached().LoadWithout(IsLost, ids, cancellationToken);

    public Task<IReadOnlyList<RowReading>> LoadBeginnings(IReadOnlyList<Guid> ids, int length, CancellationToken cancellationToken) =>
        Reached().LoadWithout(IsLost, ids, cancellationToken, length);

    public Task<byte[]?> LoadHeader(Guid id, CancellationToken cancellationToken) => Reached().LoadHeader(id, cancellationToken);

    public Task<IReadOnlyList<CommitResult>> Commit(IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
    {
        if (RefusesCommits)
        {
            Interlocked.Increment(ref _refusals);
            throw new TaskStoreUnavailableException();
        }

        return Reached().CommitWithout(IsLost, changes, cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> Lease(
        TaskIndex index, DateTimeOffset now, TimeSpan duration, int limit, CancellationToken cancellationToken)
    {
        var ids = await Reached().Lease(index, now, duration, limit, cancellationToken);
        await (AfterLease?.Invoke() ?? Task.CompletedTask);
        return ids;
    }

    public Task<IReadOnlyList<TaskCursor>> List(TaskListRange range, CancellationToken cancellationToken) =>
        Reached().List(range, cancellationToken);

    public Task<IReadOnlyList<TaskCount>> Count(CancellationToken cancellationToken) => Reached().Count(cancellationToken);

    public Task<IReadOnlyList<FailureCount>> CountFailures(CancellationToken cancellationToken) =>
        Reached().CountFailures(cancellationToken);

    public Task<long> CountOf(TaskList list, CancellationToken cancellationToken) => Reached().CountOf(list, cancellationToken);

    public Task<IReadOnlyList<TaskCursor>> Oldest(TaskState state, CancellationToken cancellationToken) =>
        Reached().Oldest(state, cancellationToken);

    public Task<IndexReading> Read(TaskIndex index, int limit, CancellationToken cancellationToken) =>
        Reached().Read(index, limit, cancellationToken);

    public Task<int> Repair(IReadOnlyList<Guid> ids, TaskList? list, CancellationToken cancellationToken) =>
        Reached().Repair(ids, list, cancellationToken);

    public Task<TaskChanges> Changes(string? position, int limit, CancellationToken cancellationToken) =>
        Reached().Changes(position, limit, cancellationToken);

    public Task<IAsyncDisposable> OnEnd(Action<Guid> callback) => Reached().OnEnd(callback);

    public Task Quarantine(IReadOnlyList<QuarantinedRow> rows, CancellationToken cancellationToken) =>
        Reached().Quarantine(rows, cancellationToken);

    public Task<QuarantineReading> Quarantined(int limit, CancellationToken cancellationToken) =>
        Reached().Quarantined(limit, cancellationToken);

    public Task Release(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) => Reached().Release(ids, cancellationToken);

    public Task Ping(CancellationToken cancellationToken) => Reached().Ping(cancellationToken);

    private IRowStore Reached() => IsAway ? throw new TaskStoreUnavailableException() : inner;
}
