using MassTransit;

namespace Messaging.Hosting.Routing;

/// <summary>How queues are declared, in one place: whoever declares one otherwise is refused by the broker (406).</summary>
public static class QueueArguments
{
    /// <summary>
    /// Deliveries after which a command goes to <see cref="QueueNames.Poison"/>: only a worker that dies with it raises the count.
    /// </summary>
    public const int TaskDeliveryLimit = 20;

    /// <summary>
    /// Commands may be held for long: a task's own time limit ends it earlier. Brokers before 3.12 know only their global limit of 30
    /// minutes.
    /// </summary>
    private static readonly TimeSpan AcknowledgementTimeout = TimeSpan.FromHours(25);

    /// <summary>Events and the like are never to be dropped; brokers from 4.0 on drop after 20 deliveries unless told otherwise.</summary>
    private const int Unlimited = 1_000_000_000;

    /// <summary>The arguments of a queue.</summary>
    public static IReadOnlyDictionary<string, object> Of(string name) => QueueNames.IsTaskQueue(name)
        ? new Dictionary<string, object>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = TaskDeliveryLimit,
            ["x-dead-letter-exchange"] = QueueNames.Poison,
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
            ["x-consumer-timeout"] = (long)AcknowledgementTimeout.TotalMilliseconds,
        }
        : new Dictionary<string, object>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = Unlimited,
        };

    /// <summary>
    /// Makes an endpoint's queue go when its process does: exclusive to its connection. (RabbitMQ 4.3 refuses transient queues that are
    /// not.)
    /// </summary>
    public static void UseProcessLifetime(this IReceiveEndpointConfigurator endpoint)
    {
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbitMq)
        {
            rabbitMq.Durable = false;
            rabbitMq.AutoDelete = true;
            rabbitMq.Exclusive = true;
        }
    }

    /// <summary>Gives an endpoint the arguments of its queue, and none of the topology that publishing needs.</summary>
    public static void UseQueueArguments(this IReceiveEndpointConfigurator endpoint, string name)
    {
        if (endpoint is not IRabbitMqReceiveEndpointConfigurator rabbitMq)
        {
            return;
        }

        foreach (var (key, value) in Of(name))
        {
            rabbitMq.SetQueueArgument(key, value);
        }
    }
}
