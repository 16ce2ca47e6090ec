using Messaging.TestSupport;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>The broker as somebody sees it who does not use our libraries.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly IConnection _connection;

    private Broker(IConnection connection) => _connection = connection;

    public static async Task<Broker> Connect(string? address = null) =>
        new(await new ConnectionFactory { Uri = new Uri(address ?? TestServers.RabbitMq) }.CreateConnectionAsync());

    public async Task Publish(string exchange, string contentType, byte[] body, IDictionary<string, object?>? headers = null)
    {
        await using var channel = await _connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.BasicPublishAsync(
            exchange, "", mandatory: true, new BasicProperties { ContentType = contentType, Persistent = true, Headers = headers }, body);
    }

    /// <summary>Takes the first message of a queue and gives it back. Whether there was one.</summary>
    public async Task<bool> TakeAndReturn(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        if (await channel.BasicGetAsync(queue, autoAck: false) is not { } message)
        {
            return false;
        }

        await channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true);
        return true;
    }

    /// <summary>Takes messages out of a queue until one has this body; the others go back. Whether there was one.</summary>
    public async Task<bool> Take(string queue, byte[] body)
    {
        try
        {
            await using var channel = await _connection.CreateChannelAsync();
            while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
            {
                if (message.Body.Span.SequenceEqual(body))
                {
                    await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
                    return true;
                }
            }

            return false;
        }
        catch (OperationInterruptedException)
        {
            // There is no such queue yet.
            return false;
        }
    }

    public async Task Delete(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(queue);
        await channel.ExchangeDeleteAsync(queue);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
