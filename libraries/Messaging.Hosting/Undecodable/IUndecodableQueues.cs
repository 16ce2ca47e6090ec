using Messaging.Hosting.Routing;

namespace Messaging.Hosting.Undecodable;

/// <summary>The queues where consumers put aside what they cannot read.</summary>
public interface IUndecodableQueues
{
    /// <summary>Looks at what is there, oldest first, and leaves it.</summary>
    /// <param name="queues">The broker's names of the consumed queues, such as <c>tasks.default</c>. One that has nothing put aside is passed over.</param>
    /// <param name="limit">Most messages to return.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="BrokerUnavailableException">The broker cannot be reached.</exception>
    Task<IReadOnlyList<UndecodableDelivery>> Peek(IReadOnlyList<string> queues, int limit, CancellationToken cancellationToken);
}
