using MassTransit;

namespace Messaging.Hosting.Routing;

/// <summary>What no queue takes comes back instead of being dropped.</summary>
public static class MandatoryDelivery
{
    /// <summary>Makes the send fail with <see cref="MessageReturnedException"/> when there is no queue behind the address. Nothing to do on transports that create queues themselves.</summary>
    public static void RequireQueue(this SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbitMq))
        {
            rabbitMq.Mandatory = true;
        }
    }
}
