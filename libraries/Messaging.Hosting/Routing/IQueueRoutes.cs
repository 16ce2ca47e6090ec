namespace Messaging.Hosting.Routing;

/// <summary>Where to send to reach a queue. What is sent there waits, whether or not anybody has consumed the queue yet.</summary>
public interface IQueueRoutes
{
    /// <summary>The address of a queue, which exists when this returns.</summary>
    /// <exception cref="BrokerUnavailableException">The broker cannot be reached to declare the queue.</exception>
    ValueTask<Uri> To(string name, CancellationToken cancellationToken);

    /// <summary>Forgets that a queue exists, because the broker returned a message for it.</summary>
    void Forget(string name);
}
