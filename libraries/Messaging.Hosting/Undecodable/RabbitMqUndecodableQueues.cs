using System.Text;
using Messaging.RabbitMq;
using Messaging.Hosting.Routing;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Hosting.Undecodable;

/// <summary>
/// Looks at the queues that MassTransit moves to what it cannot read. Messages are taken without being acknowledged, on a channel that is closed then, so that all
/// go back. A quorum queue counts that as a delivery, and gives a message up after 20 of them: one that was looked at often is put in anew, with its count at zero.
/// </summary>
internal sealed class RabbitMqUndecodableQueues(IOptions<RabbitMqOptions> options) : IUndecodableQueues, IDisposable
{
    private const string Suffix = "_error";
    private const int BodyBytes = 1024;
    private const int MostDeliveries = 8;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly RabbitMqConnector _connector = new(options, "undecodable");
    private readonly SemaphoreSlim _peeking = new(1);

    public async Task<IReadOnlyList<UndecodableDelivery>> Peek(IReadOnlyList<string> queues, int limit, CancellationToken cancellationToken)
    {
        await _peeking.WaitAsync(cancellationToken);
        try
        {
            return await Peek(queues, limit).WaitAsync(Longest, cancellationToken);
        }
        catch (Exception exception) when (exception is BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException or IOException or TimeoutException)
        {
            throw new BrokerUnavailableException(exception);
        }
        finally
        {
            _peeking.Release();
        }
    }

    public void Dispose() => _peeking.Dispose();

    private async Task<IReadOnlyList<UndecodableDelivery>> Peek(IReadOnlyList<string> queues, int limit)
    {
        await using var connection = await _connector.Connect(CancellationToken.None);
        var found = new List<UndecodableDelivery>();
        foreach (var queue in queues.Select(queue => queue + Suffix))
        {
            await Peek(connection, queue, limit, found);
        }

        return found;
    }

    private static async Task Peek(IConnection connection, string queue, int limit, List<UndecodableDelivery> found)
    {
        // A channel per queue: asking for one that does not exist closes it.
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        try
        {
            var count = (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
            var worn = new List<BasicGetResult>();
            for (; count > 0 && found.Count < limit && await channel.BasicGetAsync(queue, autoAck: false) is { } message; count--)
            {
                found.Add(Read(queue, message));
                if (DeliveryHeaders.Deliveries(message.BasicProperties.Headers) >= MostDeliveries)
                {
                    worn.Add(message);
                }
            }

            foreach (var message in worn)
            {
                await PutInAnew(channel, queue, message);
            }
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            // Nothing was ever put aside there.
        }
    }

    /// <summary>First in, then out: a crash in between leaves two of it, and never none.</summary>
    private static async Task PutInAnew(IChannel channel, string queue, BasicGetResult message)
    {
        var headers = message.BasicProperties.Headers?.Where(header => header.Key != "x-delivery-count").ToDictionary(header => header.Key, header => header.Value);
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(message.BasicProperties) { Headers = headers }, message.Body);
        await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
    }

    private static UndecodableDelivery Read(string queue, BasicGetResult message) => new(
        queue,
        DeliveryHeaders.PutAsideAt(message.BasicProperties.Headers),
        message.BasicProperties.ContentType,
        message.Body.Length,
        Encoding.UTF8.GetString(message.Body.Span[..Math.Min(BodyBytes, message.Body.Length)]),
        DeliveryHeaders.Reasons(message.BasicProperties.Headers));
}
