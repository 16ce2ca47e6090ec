using System.Collections.Frozen;

namespace Messaging.Hosting.Routing;

/// <summary>MassTransit's in-memory transport does not tell what waits in it.</summary>
internal sealed class InMemoryQueueDepths : IQueueDepths
{
    public Task<IReadOnlyDictionary<string, long>> Ready(IReadOnlyCollection<string> queues, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, long>>(FrozenDictionary<string, long>.Empty);
}
