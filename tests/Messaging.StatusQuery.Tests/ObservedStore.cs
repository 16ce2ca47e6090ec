using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.StatusQuery.Tests;

/// <summary>A store that counts, and that a test may take away or make forgetful.</summary>
internal sealed class ObservedStore(IRowStore inner) : IRowStore
{
    private int _counts;
    private int _loads;
    private int _refusals;
    private int _subscriptions;

    /// <summary>Whether every call fails.</summary>
    public bool IsAway { get; set; }

    /// <summary>Which rows cannot be reached.</summary>
    public Func<Guid, bool> IsLost { get; set; } = _ => false;

    /// <summary>Whether ends of tasks go untold.</summary>
    public bool IsSilent { get; set; }

    public int Counts => Volatile.Read(ref _counts);

    public int Loads => Volatile.Read(ref _loads);

    public int Refusals => Volatile.Read(ref _refusals);

    public int Subscriptions => Volatile.Read(ref _subscriptions);

    public async Task<IReadOnlyList<RowReading>> LoadEach(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        Answer();
        var rows = await inner.LoadWithout(IsLost, ids, cancellationToken);
        Interlocked.Increment(ref _loads);
        return rows;
    }

    public async Task<IReadOnlyList<RowReading>> LoadBeginnings(IReadOnlyList<Guid> ids, int length, CancellationToken cancellationToken)
    {
        Answer();
        return await inner.LoadWithout(IsLost, ids, cancellationToken, length);
    }

    public Task<byte[]?> LoadHeader(Guid id, CancellationToken cancellationToken)
    {
        Answer();
        return inner.LoadHeader(id, cancellationToken);
    }

    public Task<IReadOnlyList<CommitResult>> Commit(IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
    {
        Answer();
        return inner.CommitWithout(IsLost, changes, cancellationToken);
    }

    public Task<IReadOnlyList<Guid>> Lease(
        TaskIndex index, DateTimeOffset now, TimeSpan duration, int limit, CancellationToken cancellationToken)
    {
        Answer();
        return inner.Lease(index, now, duration, limit, cancellationToken);
    }

    public Task<IReadOnlyList<TaskCursor>> List(TaskListRange range, CancellationToken cancellationToken) =>
        Reached().List(range, cancellationToken);

    public Task<IReadOnlyList<TaskCount>> Count(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _counts);
        return Reached().Count(cancellationToken);
    }

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

    public async Task<IAsyncDisposable> OnEnd(Action<Guid> callback)
    {
        Answer();
        var subscription = await inner.OnEnd(id =>
        {
            if (!IsSilent)
            {
                callback(id);
            }
        });
        Interlocked.Increment(ref _subscriptions);
        return subscription;
    }

    public Task Quarantine(IReadOnlyList<QuarantinedRow> rows, CancellationToken cancellationToken) =>
        inner.Quarantine(rows, cancellationToken);

    public Task<QuarantineReading> Quarantined(int limit, CancellationToken cancellationToken) =>
        inner.Quarantined(limit, cancellationToken);

    public Task Release(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) => inner.Release(ids, cancellationToken);

    public Task Ping(CancellationToken cancellationToken)
    {
        Answer();
        return inner.Ping(cancellationToken);
    }

    private IRowStore Reached()
    {
        Answer();
        return inner;
    }

    private void Answer()
    {
        if (IsAway)
        {
            Interlocked.Increment(ref _refusals);
            throw new TaskStoreUnavailableException();
        }
    }
}
