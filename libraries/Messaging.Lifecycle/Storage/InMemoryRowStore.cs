using System.Buffers.Text;
using System.Collections.Immutable;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>Keeps rows in this process: for the embedded default and for tests. Nothing survives a restart.</summary>
/// <param name="clock">Ends the lives of rows.</param>
/// <param name="metrics">Where repairs are counted; nowhere when there is none.</param>
public sealed class InMemoryRowStore(TimeProvider clock, LedgerMetrics? metrics = null) : IRowStore
{
    private static readonly TaskIndex[] Indexes = Enum.GetValues<TaskIndex>();

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, StoredRow> _rows = [];
    private readonly Dictionary<TaskIndex, SortedSet<(DateTimeOffset Time, Guid Id)>> _byTime = Indexes.ToDictionary(
        index => index, _ => new SortedSet<(DateTimeOffset, Guid)>());
    private readonly Dictionary<TaskIndex, Dictionary<Guid, DateTimeOffset>> _byId = Indexes.ToDictionary(
        index => index, _ => new Dictionary<Guid, DateTimeOffset>());
    private readonly PriorityQueue<Guid, DateTimeOffset> _mortal = new();
    private readonly Dictionary<Guid, QuarantinedRow> _quarantine = [];
    private readonly ListedRows _lists = new();
    private readonly ChangeLog _changes = new();
    private ImmutableArray<Subscription> _subscriptions = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<RowReading>> LoadEach(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            DropDead();
            return Task.FromResult<IReadOnlyList<RowReading>>([.. ids.Select(id => new RowReading(_rows.GetValueOrDefault(id).Value))]);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RowReading>> LoadBeginnings(IReadOnlyList<Guid> ids, int length, CancellationToken cancellationToken) =>
        [.. (await LoadEach(ids, cancellationToken)).Select(row => new RowReading(row.Value?[..Math.Min(row.Value.Length, length)]))];

    /// <inheritdoc/>
    public async Task<byte[]?> LoadHeader(Guid id, CancellationToken cancellationToken) =>
        (await LoadBeginnings([id], TaskHeader.Length, cancellationToken))[0].Value;

    /// <inheritdoc/>
    public Task<IReadOnlyList<CommitResult>> Commit(IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
    {
        var results = new CommitResult[changes.Count];
        var ended = new List<Guid>();
        ImmutableArray<Subscription> subscriptions;
        lock (_lock)
        {
            DropDead();
            for (var i = 0; i < changes.Count; i++)
            {
                results[i] = Commit(changes[i], ended);
            }

            subscriptions = _subscriptions;
        }

        foreach (var id in ended)
        {
            foreach (var subscription in subscriptions)
            {
                subscription.Notify(id);
            }
        }

        return Task.FromResult<IReadOnlyList<CommitResult>>(results);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> Lease(
        TaskIndex index, DateTimeOffset now, TimeSpan duration, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Guid[] taken =
            [
                .. _byTime[index]
                    .TakeWhile(entry => entry.Time <= now)
                    .Where(entry => !TaskHeader.IsNewer(_rows.GetValueOrDefault(entry.Id).Value))
                    .Take(limit)
                    .Select(entry => entry.Id),
            ];
            foreach (var id in taken)
            {
                Place(index, id, now + duration);
            }

            return Task.FromResult<IReadOnlyList<Guid>>(taken);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskCursor>> List(TaskListRange range, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_lists.Read(range));
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskCount>> Count(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_lists.Count());
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FailureCount>> CountFailures(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_lists.CountFailures());
        }
    }

    /// <inheritdoc/>
    public Task<long> CountOf(TaskList list, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<long>(_lists.CountOf(list));
        }
    }

    /// <inheritdoc/>
    public Task<int> Repair(IReadOnlyList<Guid> ids, TaskList? list, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            DropDead();
            var found = ids.Sum(id => Repair(id, list));
            metrics?.Repaired(found);
            return Task.FromResult(found);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskCursor>> Oldest(TaskState state, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_lists.Oldest(state));
        }
    }

    /// <inheritdoc/>
    public Task<IndexReading> Read(TaskIndex index, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(new IndexReading(_byTime[index].Count, [.. _byTime[index].Take(limit).Select(entry => entry.Id)]));
        }
    }

    /// <inheritdoc/>
    public Task Quarantine(IReadOnlyList<QuarantinedRow> rows, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var row in rows)
            {
                _quarantine[row.Id] = row;
                TakeOff(row.Id, null, null);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<QuarantineReading> Quarantined(int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(new QuarantineReading(_quarantine.Count, [.. _quarantine.Values.Take(limit)]));
        }
    }

    /// <inheritdoc/>
    public Task Release(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var id in ids)
            {
                _quarantine.Remove(id);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<TaskChanges> Changes(string? position, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_changes.Read(position, limit));
        }
    }

    /// <inheritdoc/>
    public Task<IAsyncDisposable> OnEnd(Action<Guid> callback)
    {
        var subscription = new Subscription(this, callback);
        lock (_lock)
        {
            _subscriptions = _subscriptions.Add(subscription);
        }

        return Task.FromResult<IAsyncDisposable>(subscription);
    }

    /// <inheritdoc/>
    public Task Ping(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>For tests: writes over a row past everything that tells of it, as somebody at a server's command line can.</summary>
    internal void Overwrite(Guid id, byte[] value)
    {
        lock (_lock)
        {
            _rows[id] = new StoredRow(value, null);
        }
    }

    private CommitResult Commit(RowChange change, List<Guid> ended)
    {
        var current = _rows.GetValueOrDefault(change.Id).Value;
        if (VersionOf(current) != change.ExpectedVersion)
        {
            return new CommitResult(false, current);
        }

        var end = clock.GetUtcNow() + change.TimeToLive;
        _rows[change.Id] = new StoredRow(change.Value, end);
        foreach (var index in Indexes.Where(index => change.Before[index] != change.After[index]))
        {
            Place(index, change.Id, change.After[index]);
        }

        _lists.Move(change.Id, change.Before.Listing, change.After.Listing);
        _changes.Add(new TaskChange(change.Id, TaskHeader.Read(change.Value)));
        if (end is { } known)
        {
            _mortal.Enqueue(change.Id, known);
        }

        if (change.IsEnd)
        {
            ended.Add(change.Id);
        }

        return CommitResult.Committed;
    }

    /// <summary>0 where there is no row; <see langword="null"/> where it cannot be told.</summary>
    private static uint? VersionOf(byte[]? row) =>
        row is null
            ? 0
            : row.Length >= TaskHeader.Length && Utf8Parser.TryParse(row.AsSpan(TaskHeader.VersionRange), out uint version, out _, 'x')
            ? version
            : null;

    private void Place(TaskIndex index, Guid id, DateTimeOffset? time)
    {
        if (_byId[index].Remove(id, out var known))
        {
            _byTime[index].Remove((known, id));
        }

        if (time is { } place)
        {
            _byId[index][id] = place;
            _byTime[index].Add((place, id));
        }
    }

    private int Repair(Guid id, TaskList? list)
    {
        var stored = _rows.GetValueOrDefault(id).Value;
        if (TaskHeader.IsNewer(stored))
        {
            return 0;
        }

        var task = (TaskRowCodec.Read(id, stored) as Reading<TaskRow>.Found)?.Value.Task;
        var isMisplaced = task is not null && TaskIndexEntry.DueOf(task) is null && _byId[TaskIndex.Due].ContainsKey(id);
        if (isMisplaced)
        {
            Place(TaskIndex.Due, id, null);
        }

        return TakeOff(id, task is null ? null : TaskListing.Of(task), list) + (isMisplaced ? 1 : 0);
    }

    /// <summary>Takes an id off the lists that are not its own, and off the indexes when it has none.</summary>
    private int TakeOff(Guid id, TaskListing? own, TaskList? list)
    {
        var found = _lists.Repair(id, own, list);
        foreach (var index in Indexes.Where(index => own is null && _byId[index].ContainsKey(id)))
        {
            Place(index, id, null);
            found++;
        }

        return found;
    }

    private void DropDead()
    {
        var now = clock.GetUtcNow();
        while (_mortal.TryPeek(out var id, out var end) && end <= now)
        {
            _mortal.Dequeue();
            // A row that was written again since has a life of its own.
            if (_rows.GetValueOrDefault(id).End <= now)
            {
                _rows.Remove(id);
            }
        }
    }

    private readonly record struct StoredRow(byte[]? Value, DateTimeOffset? End);

    private sealed class Subscription(InMemoryRowStore store, Action<Guid> callback) : IAsyncDisposable
    {
        public void Notify(Guid id)
        {
            try
            {
                callback(id);
            }
#pragma warning disable CA1031 // The row is written: a subscriber's fault must reach neither the writer nor the other subscribers.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (store._lock)
            {
                store._subscriptions = store._subscriptions.Remove(this);
            }

            return ValueTask.CompletedTask;
        }
    }
}
