using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Lifecycle.Tests;

/// <summary>
/// A store that remembers what it was told, lets a test act just before a commit, and holds its writers to their word on where a row was.
/// </summary>
internal sealed class ObservedStore(IRowStore inner) : IRowStore
{
    private readonly Dictionary<Guid, TaskIndexEntry> _places = [];
    private readonly Dictionary<(Guid Id, TaskIndex Index), DateTimeOffset> _leases = [];
    private readonly Lock _lock = new();

    public List<IReadOnlyList<RowChange>> Commits { get; } = [];

    /// <summary>Runs before each commit reaches the store; may throw instead.</summary>
    public Func<IReadOnlyList<RowChange>, Task>? BeforeCommit { get; set; }

    /// <summary>Runs before rows are loaded; may throw instead.</summary>
    public Action? BeforeLoad { get; set; }

    /// <summary>Which rows cannot be reached.</summary>
    public Func<Guid, bool> IsLost { get; set; } = _ => false;

    /// <summary>The indexes a row is in.</summary>
    public TaskIndexEntry PlaceOf(Guid id) => _places.GetValueOrDefault(id) with { Listing = null };

    /// <summary>The lists a row is in.</summary>
    public TaskListing? ListingOf(Guid id) => _places.GetValueOrDefault(id).Listing;

    /// <summary>A row that the store dropped by itself starts from nowhere.</summary>
    public void Forget(Guid id) => _places.Remove(id);

    public Task<IReadOnlyList<RowReading>> LoadEach(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        BeforeLoad?.Invoke();
        return inner.LoadWithout(IsLost, ids, cancellationToken);
    }

    public Task<IReadOnlyList<RowReading>> LoadBeginnings(IReadOnlyList<Guid> ids, int length, CancellationToken cancellationToken)
    {
        BeforeLoad?.Invoke();
        return inner.LoadWithout(IsLost, ids, cancellationToken, length);
    }

    public Task<byte[]?> LoadHeader(Guid id, CancellationToken cancellationToken) => inner.LoadHeader(id, cancellationToken);

    public async Task<IReadOnlyList<CommitResult>> Commit(IReadOnlyList<RowChange> changes, CancellationToken cancellationToken)
    {
        if (BeforeCommit is { } act)
        {
            await act(changes);
        }

        var results = await inner.CommitWithout(IsLost, changes, cancellationToken);
        lock (_lock)
        {
            Commits.Add(changes);
            foreach (var (change, _) in changes.Zip(results).Where(pair => pair.Second.IsCommitted))
            {
                foreach (var index in Enum.GetValues<TaskIndex>())
                {
                    Check(change, index);
                }

                if (!Equals(change.Before.Listing, ListingOf(change.Id)))
                {
                    throw new InvalidOperationException("The writer does not know which lists the row was in.");
                }

                _places[change.Id] = change.After;
            }
        }

        return results;
    }

    public async Task<IReadOnlyList<Guid>> Lease(
        TaskIndex index, DateTimeOffset now, TimeSpan duration, int limit, CancellationToken cancellationToken)
    {
        var taken = await inner.Lease(index, now, duration, limit, cancellationToken);
        lock (_lock)
        {
            foreach (var id in taken)
            {
                _leases[(id, index)] = now + duration;
            }
        }

        return taken;
    }

    public Task<IReadOnlyList<TaskCursor>> List(TaskListRange range, CancellationToken cancellationToken) =>
        inner.List(range, cancellationToken);

    public Task<IReadOnlyList<TaskCount>> Count(CancellationToken cancellationToken) => inner.Count(cancellationToken);

    public Task<IReadOnlyList<FailureCount>> CountFailures(CancellationToken cancellationToken) => inner.CountFailures(cancellationToken);

    public Task<long> CountOf(TaskList list, CancellationToken cancellationToken) => inner.CountOf(list, cancellationToken);

    public Task<IReadOnlyList<TaskCursor>> Oldest(TaskState state, CancellationToken cancellationToken) =>
        inner.Oldest(state, cancellationToken);

    public Task<IndexReading> Read(TaskIndex index, int limit, CancellationToken cancellationToken) =>
        inner.Read(index, limit, cancellationToken);

    public Task<int> Repair(IReadOnlyList<Guid> ids, TaskList? list, CancellationToken cancellationToken) =>
        inner.Repair(ids, list, cancellationToken);

    public Task<TaskChanges> Changes(string? position, int limit, CancellationToken cancellationToken) =>
        inner.Changes(position, limit, cancellationToken);

    public Task<IAsyncDisposable> OnEnd(Action<Guid> callback) => inner.OnEnd(callback);

    public Task Quarantine(IReadOnlyList<QuarantinedRow> rows, CancellationToken cancellationToken) =>
        inner.Quarantine(rows, cancellationToken);

    public Task<QuarantineReading> Quarantined(int limit, CancellationToken cancellationToken) =>
        inner.Quarantined(limit, cancellationToken);

    public Task Release(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) => inner.Release(ids, cancellationToken);

    public Task Ping(CancellationToken cancellationToken) => inner.Ping(cancellationToken);

    /// <summary>A writer knows where the row put itself, or where its own lease put it.</summary>
    private void Check(RowChange change, TaskIndex index)
    {
        var told = change.Before[index];
        if (told != PlaceOf(change.Id)[index] && !(_leases.TryGetValue((change.Id, index), out var leased) && told == leased))
        {
            throw new InvalidOperationException(
                $"The writer believes that the row was at {told} in {index}; it was at {PlaceOf(change.Id)[index]}.");
        }
    }
}
