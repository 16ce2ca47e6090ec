using Messaging.Contracts;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Storage;
using Messaging.Tasks.Serialization.Schemas;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Submission;

/// <summary>The task types and queues that workers have told of, as of a second ago at most, or as last known while the store is away.</summary>
internal sealed class KnownTaskTypes(ITaskCatalog catalog, TimeProvider clock, IOptions<ProducerOptions>? options = null, MetricNames? names = null, TaskStore? store = null)
{
    private const int MostSuggestions = 3;
    private const string DefaultQueue = "default";
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    /// <summary>What is looked up again before it is called unknown: in a batch of a thousand, once.</summary>
    private static readonly TimeSpan MaxAgeOfNo = TimeSpan.FromMilliseconds(50);

    private volatile UsedQueues? _used;
    private volatile Snapshot _snapshot = new(new Dictionary<string, KnownType>(), new HashSet<string>(), null);

    /// <summary>Looks a name up, in the catalog itself before saying no.</summary>
    public async Task<TaskTypeLookup> Find(string name, CancellationToken cancellationToken)
    {
        var found = Lookup(await Current(MaxAge, cancellationToken), name);
        return found.IsKnown ? found : Lookup(await Current(MaxAgeOfNo, cancellationToken), name);
    }

    /// <summary>Looks a queue up.</summary>
    /// <returns>Known names that resemble it, nearest first; <see langword="null"/> when tasks may be submitted to it.</returns>
    public async Task<IReadOnlyList<string>?> NearestQueues(string queue, CancellationToken cancellationToken)
    {
        var given = options?.Value.QueueNamesGiven ?? [];
        if (queue == DefaultQueue || given.Contains(queue) || (await Current(MaxAge, cancellationToken)).Serves(queue) || (await Current(MaxAgeOfNo, cancellationToken)).Serves(queue))
        {
            return null;
        }

        return await HasTasks(queue, cancellationToken) ? null : Nearest(queue, _snapshot.Queues.Concat(given).Append(DefaultQueue).Distinct(StringComparer.Ordinal));
    }

    /// <summary>A queue with tasks in it was taken before, maybe by a release that did not remember queues, and its workers may be down for now.</summary>
    private async Task<bool> HasTasks(string queue, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return false;
        }

        if (_used is not { } used || clock.GetElapsedTime(used.ReadAt) >= MaxAge)
        {
            try
            {
                _used = used = new UsedQueues((await store.Count(cancellationToken)).Select(count => count.Queue).ToHashSet(StringComparer.Ordinal), clock.GetTimestamp());
            }
            catch (TaskStoreUnavailableException)
            {
                // Whoever takes the task will find that out, too.
                return true;
            }
        }

        return used.Queues.Contains(queue);
    }

    private static string[] Nearest(string name, IEnumerable<string> known) =>
        [.. known.OrderBy(other => EditDistance.Between(name, other)).ThenBy(other => other, StringComparer.Ordinal).Take(MostSuggestions)];

    private static TaskTypeLookup Lookup(Snapshot snapshot, string name)
    {
        if (snapshot.Types.TryGetValue(name, out var known))
        {
            return new TaskTypeLookup(true, known.Type, known.Schema.Value, []);
        }

        return snapshot.Types.Count == 0 ? new TaskTypeLookup(true, null, null, []) : new TaskTypeLookup(false, null, null, Nearest(name, snapshot.Types.Keys));
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
            var queues = await catalog.ListQueues(cancellationToken);
            return _snapshot = new Snapshot(types.ToDictionary(type => type.Name, type => new KnownType(type), StringComparer.Ordinal), queues.ToHashSet(StringComparer.Ordinal), clock.GetTimestamp());
        }
        catch (TaskStoreUnavailableException)
        {
            // That it is away is known for as long as what it says would be: who asks a thousand times waits once.
            return _snapshot = snapshot with { ReadAt = clock.GetTimestamp() };
        }
    }

    private sealed record UsedQueues(IReadOnlySet<string> Queues, long ReadAt);

    private sealed record KnownType(TaskType Type)
    {
        /// <summary>Most types are not submitted within the second that a snapshot lives.</summary>
        public Lazy<CompiledSchema?> Schema { get; } = new(() => Type.ArgumentsSchema is { } schema ? new CompiledSchema(schema) : null);
    }

    private sealed record Snapshot(IReadOnlyDictionary<string, KnownType> Types, IReadOnlySet<string> Queues, long? ReadAt)
    {
        public bool Serves(string queue) => Queues.Count == 0 || Queues.Contains(queue);
    }
}
