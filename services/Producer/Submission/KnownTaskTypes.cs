using Messaging.Contracts;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Storage;

namespace Messaging.Producer.Submission;

/// <summary>The task types that workers have told of, as of a second ago at most, or as last known while the store is away.</summary>
internal sealed class KnownTaskTypes(ITaskCatalog catalog, TimeProvider clock, MetricNames? names = null)
{
    private const int MostSuggestions = 3;
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private volatile Snapshot _snapshot = new(new Dictionary<string, TaskType>(), null);

    /// <summary>Looks a name up, in the catalog itself before saying no.</summary>
    public async Task<TaskTypeLookup> Find(string name, CancellationToken cancellationToken)
    {
        var found = Lookup(await Current(MaxAge, cancellationToken), name);
        return found.IsKnown ? found : Lookup(await Current(TimeSpan.Zero, cancellationToken), name);
    }

    private static TaskTypeLookup Lookup(Snapshot snapshot, string name)
    {
        if (snapshot.Types.Count == 0 || snapshot.Types.TryGetValue(name, out _))
        {
            return new TaskTypeLookup(true, snapshot.Types.GetValueOrDefault(name), []);
        }

        return new TaskTypeLookup(false, null, [.. snapshot.Types.Keys.OrderBy(known => EditDistance.Between(name, known)).ThenBy(known => known, StringComparer.Ordinal).Take(MostSuggestions)]);
    }

    private async Task<Snapshot> Current(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var snapshot = _snapshot;
        if (snapshot.ReadAt is { } readAt && clock.GetElapsedTime(readAt) < maxAge)
        {
            return snapshot;
        }

        try
        {
            var types = await catalog.List(cancellationToken);
            names?.Learn(types.Select(type => type.Name));
            return _snapshot = new Snapshot(types.ToDictionary(type => type.Name, StringComparer.Ordinal), clock.GetTimestamp());
        }
        catch (TaskStoreUnavailableException)
        {
            return snapshot;
        }
    }

    private sealed record Snapshot(IReadOnlyDictionary<string, TaskType> Types, long? ReadAt);
}
