using RabbitMQ.Client;

namespace Messaging.Bench.RawHop;

/// <summary>
/// Publishes persistent, mandatory messages and keeps many confirms in flight. It counts confirms itself: the client's own tracking costs
/// an object and a header for each message.
/// </summary>
internal sealed class ConfirmedPublisher : IAsyncDisposable
{
    private static readonly BasicProperties Persistent = new() { Persistent = true };

    private readonly IChannel _channel;
    private readonly ConfirmWindow _window;
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ConfirmedPublisher(IChannel channel, int unconfirmed)
    {
        (_channel, _window) = (channel, new ConfirmWindow(unconfirmed));
        channel.BasicAcksAsync += (_, ack) =>
        {
            _window.Confirm(ack.DeliveryTag, ack.Multiple);
            return Task.CompletedTask;
        };
        channel.BasicNacksAsync += (_, _) => Refuse("The broker refused a message.");
        channel.BasicReturnAsync += (_, _) => Refuse("The broker returned a message as unroutable.");
        channel.ChannelShutdownAsync += (_, reason) => Refuse($"The channel was closed: {reason.ReplyText}");
    }

    /// <summary>Fails when the broker did not take a message.</summary>
    public Task Refused => _refused.Task;

    public static async Task<ConfirmedPublisher> Open(IConnection connection, int unconfirmed, CancellationToken cancellationToken) =>
        new(
            await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false),
                cancellationToken),
            unconfirmed);

    /// <summary>Returns when all are confirmed.</summary>
    public async Task Publish(string queue, byte[] body, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await _window.Enter(cancellationToken);
            await _channel.BasicPublishAsync("", queue, mandatory: true, Persistent, body, cancellationToken);
        }

        await _window.Drain(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        _window.Dispose();
    }

    private Task Refuse(string reason)
    {
        _refused.TrySetException(new BenchFailedException(reason));
        return Task.CompletedTask;
    }
}
