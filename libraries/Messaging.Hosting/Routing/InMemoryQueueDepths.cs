using System.Collections.Frozen;

namespace Messaging.Hosting.Routing;

/// <summary>MassTransit's in-memory transport does not tell what waits in it, or who takes it.</summary>
internal sealed class InMemoryQueueDepths : IQueueDepths
{
    private static readonly Task<IReadOnlyDictionary<string, long>> Nothing = Task.FromResult<IReadOnlyDictionary<string, long>>(
        FrozenDictionary<string, long>.Empty);

    public Task<IReadOnlyDictionary<string, long>> Ready(IReadOnlyCollection<string> queues, CancellationToken cancellationToken) =>
        Nothing;

    public Task<IReadOnlyDictionary<string, long>> Consumers(IReadOnlyCollection<string> queues, CancellationToken cancellationToken) =>
        Nothing;
}
