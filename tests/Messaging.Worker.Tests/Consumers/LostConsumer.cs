using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace Messaging.Worker.Tests.Consumers;

/// <summary>
/// Takes a queue's consumer away from the worker without telling it, which is how a worker looks that waits for ever on a connection that
/// is up.
/// </summary>
internal sealed class LostConsumer : IReceiveObserver
{
    private readonly TaskCompletionSource<(IChannel Channel, string Tag)> _consumer = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Cancels the consumer of the first delivery that came. The bus believes that it still consumes.</summary>
    /// <param name="queue">The queue.</param>
    public async Task Take(string queue)
    {
        var (channel, tag) = await _consumer.Task;
        await channel.BasicCancelAsync(tag, noWait: true);
        // The channel answers in order: by now it is done.
        await channel.QueueDeclarePassiveAsync(queue);
    }

    public Task PreReceive(ReceiveContext context)
    {
        if (context.TryGetPayload<ChannelContext>(out var channel) && context.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery))
        {
            _consumer.TrySetResult((channel.Channel, delivery.ConsumerTag));
        }

        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
}
