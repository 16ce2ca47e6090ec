using Messaging.Hosting.Routing;

namespace Messaging.Hosting.Undecodable;

/// <summary>The queues where consumers put aside what they cannot read.</summary>
public interface IUndecodableQueues
{
    /// <summary>Looks at what is there, oldest first, and leaves it.</summary>
    /// <param name="queues">The broker's names of the consumed queues, such as <c>tasks.default</c>. One that has nothing put aside is
    /// passed over.</param>
    /// <param name="limit">Most messages to return.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="BrokerUnavailableException">The broker cannot be reached.</exception>
    Task<IReadOnlyList<UndecodableDelivery>> Peek(IReadOnlyList<string> queues, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Sends a message to the end of the queue where it could not be read, as it was, and takes it from where it was put aside.
    /// </summary>
    /// <param name="queue">The broker's name of the consumed queue.</param>
    /// <param name="messageId">Which message, as <see cref="Peek"/> names it.</param>
    /// <param name="cancellationToken">Stops waiting. The message may have been sent: should it not have been taken away, it is there twice
    /// and never lost.</param>
    /// <returns>Whether it was found.</returns>
    /// <exception cref="BrokerUnavailableException">The broker cannot be reached, or the queue is not there.</exception>
    Task<bool> PutBack(string queue, string messageId, CancellationToken cancellationToken);

    /// <summary>Removes a message that was put aside.</summary>
    /// <param name="queue">The broker's name of the consumed queue.</param>
    /// <param name="messageId">Which message, as <see cref="Peek"/> names it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it was found.</returns>
    /// <exception cref="BrokerUnavailableException">The broker cannot be reached.</exception>
    Task<bool> Drop(string queue, string messageId, CancellationToken cancellationToken);
}
