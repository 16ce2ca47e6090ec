namespace Messaging.Hosting.Routing;

/// <summary>How much waits in the broker's queues, and who takes from them.</summary>
public interface IQueueDepths
{
    /// <summary>
    /// Messages that are ready to be delivered, by the broker's name of the queue. What the broker does not know, or does not tell, is left
    /// out.
    /// </summary>
    /// <param name="queues">The broker's names of the queues, such as <c>tasks.default</c>; none to learn only whether the broker can be
    /// reached.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="BrokerUnavailableException">The broker cannot be reached, or did not answer within 5 seconds.</exception>
    Task<IReadOnlyDictionary<string, long>> Ready(IReadOnlyCollection<string> queues, CancellationToken cancellationToken);

    /// <summary>
    /// Consumers of queues, by the broker's name of the queue. What the broker does not know, or does not tell, is left out.
    /// </summary>
    /// <param name="queues">The broker's names of the queues.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="BrokerUnavailableException">The broker cannot be reached, or did not answer within 5 seconds.</exception>
    Task<IReadOnlyDictionary<string, long>> Consumers(IReadOnlyCollection<string> queues, CancellationToken cancellationToken);
}
