namespace Messaging.Hosting.Undecodable;

/// <summary>Within one process nobody sends what cannot be read.</summary>
internal sealed class InMemoryUndecodableQueues : IUndecodableQueues
{
    public Task<IReadOnlyList<UndecodableDelivery>> Peek(IReadOnlyList<string> queues, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<UndecodableDelivery>>([]);

    public Task<bool> PutBack(string queue, string messageId, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<bool> Drop(string queue, string messageId, CancellationToken cancellationToken) => Task.FromResult(false);
}
