using MassTransit;

namespace Messaging.Hosting.Routing;

/// <summary>Sends to queues that must be there.</summary>
public static class QueueSends
{
    /// <summary>Sends a message to a queue. Completes when the broker has confirmed it.</summary>
    /// <param name="bus">Sends it.</param>
    /// <param name="routes">Forgets the queue when the broker returns the message, so that it is declared anew.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="address">Its address, from <see cref="IQueueRoutes.To"/>.</param>
    /// <param name="message">The message.</param>
    /// <remarks>Takes no token: it would reach the client library, which a cancelled publish can damage. Bound the wait outside.</remarks>
    /// <exception cref="MessageReturnedException">The queue is not there.</exception>
    public static async Task SendToQueue<T>(this IBus bus, IQueueRoutes routes, string queue, Uri address, T message)
        where T : class
    {
        var endpoint = await bus.GetSendEndpoint(address);
        try
        {
            await endpoint.Send(message, Required<T>.Pipe, CancellationToken.None);
        }
        catch (MessageReturnedException)
        {
            routes.Forget(queue);
            throw;
        }
    }

    private static class Required<T>
        where T : class
    {
        public static readonly IPipe<SendContext<T>> Pipe = MassTransit.Pipe.Execute<SendContext<T>>(context => context.RequireQueue());
    }
}

/// <summary>What no queue takes comes back instead of being dropped.</summary>
public static class MandatoryDelivery
{
    /// <summary>
    /// Makes the send fail with <see cref="MessageReturnedException"/> when there is no queue behind the address. Nothing to do on
    /// transports that create queues themselves.
    /// </summary>
    public static void RequireQueue(this SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbitMq))
        {
            rabbitMq.Mandatory = true;
        }
    }
}
