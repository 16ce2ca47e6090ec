using System.Runtime.InteropServices;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Metrics;
using Messaging.Tasks.Serialization.Schemas;

namespace Messaging.Hosting.Validation;

/// <summary>The task types that workers have told of, as of a second ago at most, or as last known while the store is away.</summary>
public sealed class KnownTaskTypes
{
    private readonly LastKnown<IReadOnlyDictionary<string, KnownType>> _types;
    private Dictionary<string, KnownType> _latest = [];

    /// <summary>Knows nothing yet; the first look-up reads the catalog.</summary>
    /// <param name="catalog">Where workers tell of their types.</param>
    /// <param name="clock">Tells how old a reading is.</param>
    /// <param name="names">Learns the names, for metrics; none when nothing is measured.</param>
    public KnownTaskTypes(ITaskCatalog catalog, TimeProvider clock, MetricNames? names = null) =>
        _types = new LastKnown<IReadOnlyDictionary<string, KnownType>>(
            new Dictionary<string, KnownType>(),
            async cancellationToken =>
            {
                var types = await catalog.List(cancellationToken);
                names?.Learn(types.Select(type => type.Name));
                return _latest = types.ToDictionary(type => type.Name, type => new KnownType(type, SchemaOf(type)), StringComparer.Ordinal);
            },
            clock);

    /// <summary>Looks a name up, in the catalog itself before saying no.</summary>
    /// <param name="name">The name of a task type.</param>
    /// <param name="cancellationToken">Stops waiting for the catalog.</param>
    public async Task<TaskTypeLookup> Find(string name, CancellationToken cancellationToken)
    {
        var found = Lookup(await _types.Get(cancellationToken), name);
        return found.IsKnown ? found : Lookup(await _types.GetBeforeNo(cancellationToken), name);
    }

    /// <summary>What is told anew is nearly always what is known, and compiled with all its patterns if it was asked for.</summary>
    private Lazy<CompiledSchema?> SchemaOf(TaskType type) =>
        _latest.TryGetValue(type.Name, out var known) && IsSame(known.Type.ArgumentsSchema, type.ArgumentsSchema)
            ? known.Schema
            : new(() => type.ArgumentsSchema is { } schema ? new CompiledSchema(schema) : null);

    private static bool IsSame(JsonElement? left, JsonElement? right) => left is { } one && right is { } other
        ? JsonMarshal.GetRawUtf8Value(one).SequenceEqual(JsonMarshal.GetRawUtf8Value(other))
        : left is null && right is null;

    private static TaskTypeLookup Lookup(IReadOnlyDictionary<string, KnownType> types, string name) =>
        types.TryGetValue(name, out var known) ? new TaskTypeLookup(true, known.Type, known.Schema.Value, [])
        : types.Count == 0 ? new TaskTypeLookup(true, null, null, [])
        : new TaskTypeLookup(false, null, null, EditDistance.Nearest(name, types.Keys));

    private sealed record KnownType(TaskType Type, Lazy<CompiledSchema?> Schema);
}

/// <summary>What is known of a name.</summary>
/// <param name="IsKnown">Whether a task may be submitted under it: always, as long as no worker has told of any type.</param>
/// <param name="Type">What its workers told.</param>
/// <param name="Schema">What arguments must be; <see langword="null"/> when that is not known.</param>
/// <param name="Nearest">Known names that resemble an unknown one, nearest first.</param>
public sealed record TaskTypeLookup(bool IsKnown, TaskType? Type, CompiledSchema? Schema, IReadOnlyList<string> Nearest);
