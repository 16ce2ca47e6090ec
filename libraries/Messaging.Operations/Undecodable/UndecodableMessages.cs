using Messaging.Hosting.Routing;
using Messaging.Hosting.Undecodable;

namespace Messaging.Operations.Undecodable;

/// <summary>Settles messages that no consumer could read and that were put aside.</summary>
internal sealed class UndecodableMessages(IUndecodableQueues queues)
{
    /// <summary>Sends a message to the end of the queue where it could not be read, as it was.</summary>
    /// <param name="queue">The queue that it was put aside in, as lists of undecodable messages name it.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="cancellationToken">Stops looking for it.</param>
    /// <returns>Whether there was such a message.</returns>
    /// <exception cref="BrokerUnavailableException">
    /// The broker cannot be reached: the message is where it was, or in both places.
    /// </exception>
    public async Task<bool> PutBack(string queue, string messageId, CancellationToken cancellationToken) =>
        QueueNames.ConsumedOf(queue) is { } consumed && await queues.PutBack(consumed, messageId, cancellationToken);

    /// <summary>Removes a message for good.</summary>
    /// <param name="queue">The queue that it was put aside in, as lists of undecodable messages name it.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="cancellationToken">Stops looking for it.</param>
    /// <returns>Whether there was such a message.</returns>
    /// <exception cref="BrokerUnavailableException">The broker cannot be reached: the message may still be where it was.</exception>
    public async Task<bool> Drop(string queue, string messageId, CancellationToken cancellationToken) =>
        QueueNames.ConsumedOf(queue) is { } consumed && await queues.Drop(consumed, messageId, cancellationToken);
}
