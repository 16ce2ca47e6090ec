using System.Collections.Concurrent;
using Messaging.Contracts;

namespace Messaging.Lifecycle.Catalog;

/// <summary>Remembers task types and queues in this process.</summary>
public sealed class InMemoryTaskCatalog : ITaskCatalog
{
    private readonly ConcurrentDictionary<string, TaskType> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _queues = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task Register(IReadOnlyList<TaskType> types, CancellationToken cancellationToken)
    {
        foreach (var type in types)
        {
            _types[type.Name] = type;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskType>> List(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TaskType>>([.. _types.Values.OrderBy(type => type.Name, StringComparer.Ordinal)]);

    /// <inheritdoc/>
    public Task RegisterQueues(IReadOnlyList<string> queues, CancellationToken cancellationToken)
    {
        foreach (var queue in queues)
        {
            _queues.TryAdd(queue, 0);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListQueues(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. _queues.Keys]);
}
