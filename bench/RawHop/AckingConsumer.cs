using RabbitMQ.Client;

namespace Messaging.Bench.RawHop;

/// <summary>Acknowledges every message, each by itself, as a worker does that cannot know when the next one ends.</summary>
internal sealed class AckingConsumer(IChannel channel, int expected) : AsyncDefaultBasicConsumer(channel)
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _received;

    /// <summary>Completes when as many messages as expected have been acknowledged.</summary>
    public Task All => _all.Task;

    public override async Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        await Channel.BasicAckAsync(deliveryTag, multiple: false, CancellationToken.None);
        if (++_received == expected)
        {
            _all.TrySetResult();
        }
    }
}
