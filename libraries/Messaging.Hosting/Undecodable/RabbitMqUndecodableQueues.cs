using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Messaging.Hosting.Routing;
using Messaging.RabbitMq;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Hosting.Undecodable;

/// <summary>
/// The queues that MassTransit moves to what it cannot read. Messages are taken without being acknowledged, on a channel that is closed
/// then, so that all but the one
/// that is meant go back. A quorum queue counts that as a delivery, and gives a message up after 20 of them: one that was looked at often
/// is put in anew, with its count at zero.
/// </summary>
internal sealed class RabbitMqUndecodableQueues(IOptions<RabbitMqOptions> options) : IUndecodableQueues, IDisposable
{
    private const int BodyBytes = 1024;
    private const int MaxDeliveries = 8;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly RabbitMqConnector _connector = new(options, "undecodable");
    private readonly SemaphoreSlim _one = new(1);

    public Task<IReadOnlyList<UndecodableDelivery>> Peek(IReadOnlyList<string> queues, int limit, CancellationToken cancellationToken) =>
        OnConnection(async connection =>
    {
        var found = new List<UndecodableDelivery>();
        foreach (var queue in queues.TakeWhile(_ => found.Count < limit))
        {
            await Look(connection, queue, (_, message) =>
            {
                found.Add(Read(QueueNames.Error(queue), message));
                return Task.FromResult(found.Count < limit ? Next.Leave : Next.LeaveAndStop);
            });
        }

        return (IReadOnlyList<UndecodableDelivery>)found;
    }, cancellationToken);

    public Task<bool> PutBack(string queue, string messageId, CancellationToken cancellationToken) =>
        Take(queue, messageId, async (channel, message) =>
    {
        // To the queue and not to its exchange: nobody else was to get it.
        var headers = message.BasicProperties.Headers?.Where(header => !DeliveryHeaders.IsOfPuttingAside(header.Key))
            .ToDictionary(header => header.Key, header => header.Value);
        await channel.BasicPublishAsync(
            "", queue, mandatory: true, new BasicProperties(message.BasicProperties) { Headers = headers }, message.Body);
    }, cancellationToken);

    public Task<bool> Drop(string queue, string messageId, CancellationToken cancellationToken) =>
        Take(queue, messageId, (_, _) => Task.CompletedTask, cancellationToken);

    public void Dispose() => _one.Dispose();

    /// <summary>Acknowledges one message after something was done with it.</summary>
    private Task<bool> Take(
        string queue,
        string messageId,
        Func<IChannel, BasicGetResult, Task> first,
        CancellationToken cancellationToken) => OnConnection(async connection =>
    {
        var isFound = false;
        await Look(connection, queue, async (channel, message) =>
        {
            if (IdOf(message) != messageId)
            {
                return Next.Leave;
            }

            await first(channel, message);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
            isFound = true;
            return Next.Stop;
        });
        return isFound;
    }, cancellationToken);

    private async Task<T> OnConnection<T>(Func<IConnection, Task<T>> act, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await Act().WaitAsync(Longest, cancellationToken);
        }
        catch (Exception exception) when (exception is BrokerUnreachableException
            or AlreadyClosedException
            or OperationInterruptedException
            or PublishException
            or IOException
            or TimeoutException)
        {
            throw new BrokerUnavailableException(exception);
        }
        finally
        {
            _one.Release();
        }

        async Task<T> Act()
        {
            await using var connection = await _connector.Connect(CancellationToken.None);
            return await act(connection);
        }
    }

    /// <summary>Goes through what was put aside of a queue, oldest first, as far as it goes back when it began.</summary>
    private static async Task Look(IConnection connection, string queue, Func<IChannel, BasicGetResult, Task<Next>> see)
    {
        var aside = QueueNames.Error(queue);
        // A channel per queue: asking for one that does not exist closes it.
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        try
        {
            var count = (await channel.QueueDeclarePassiveAsync(aside)).MessageCount;
            var worn = new List<BasicGetResult>();
            var next = Next.Leave;
            for (; count > 0 && next == Next.Leave && await channel.BasicGetAsync(aside, autoAck: false) is { } message; count--)
            {
                next = await see(channel, message);
                if (next != Next.Stop && DeliveryHeaders.Deliveries(message.BasicProperties.Headers) >= MaxDeliveries)
                {
                    worn.Add(message);
                }
            }

            foreach (var message in worn)
            {
                await PutInAnew(channel, aside, message);
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
        var headers = message.BasicProperties.Headers?.Where(header => header.Key != DeliveryHeaders.DeliveryCount)
            .ToDictionary(header => header.Key, header => header.Value);
        await channel.BasicPublishAsync(
            "", queue, mandatory: true, new BasicProperties(message.BasicProperties) { Headers = headers }, message.Body);
        await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
    }

    private static string IdOf(BasicGetResult message) => message.BasicProperties.MessageId is { Length: > 0 } id
        ? id
        : Convert.ToHexStringLower(SHA256.HashData(message.Body.Span)[..16]);

    private static UndecodableDelivery Read(string queue, BasicGetResult message) => new(
        queue,
        IdOf(message),
        DeliveryHeaders.PutAsideAt(message.BasicProperties.Headers),
        message.BasicProperties.ContentType,
        message.Body.Length,
        Encoding.UTF8.GetString(message.Body.Span[..Math.Min(BodyBytes, message.Body.Length)]),
        DeliveryHeaders.Reasons(message.BasicProperties.Headers));

    private enum Next
    {
        /// <summary>The message stays where it is.</summary>
        Leave,

        /// <summary>The message stays where it is, and is the last to be seen.</summary>
        LeaveAndStop,

        /// <summary>The message has been taken, and is the last to be seen.</summary>
        Stop,
    }
}

/// <summary>Headers of a delivery, which come as bytes and numbers.</summary>
internal static class DeliveryHeaders
{
    /// <summary>Counts the deliveries of a quorum queue.</summary>
    public const string DeliveryCount = "x-delivery-count";

    private const string Reason = "MT-";
    private const string At = "MT-Fault-Timestamp";
    private const string Stack = "MT-Fault-StackTrace";
    private const int Longest = 1000;

    /// <summary>What the consumer noted, without the stack, which tells of our code and not of the message.</summary>
    public static IReadOnlyDictionary<string, string> Reasons(IDictionary<string, object?>? headers) =>
        (headers ?? new Dictionary<string, object?>())
        .Where(header => header.Key.StartsWith(Reason, StringComparison.Ordinal) && header.Key != Stack)
        .ToDictionary(
            header => header.Key,
            header => Text(header.Value) is var text && text.Length > Longest ? text[..Longest] : Text(header.Value),
            StringComparer.Ordinal);

    public static DateTimeOffset? PutAsideAt(IDictionary<string, object?>? headers) =>
        headers?.TryGetValue(At, out var value) == true
            && DateTimeOffset.TryParse(Text(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;

    /// <summary>Whether a header says that and why a message was put aside, and was none of its sender's.</summary>
    public static bool IsOfPuttingAside(string header) =>
        header is DeliveryCount or "MT-Reason"
            || header.StartsWith("MT-Fault", StringComparison.Ordinal)
            || header.StartsWith("MT-Host", StringComparison.Ordinal);

    /// <summary>How often a quorum queue has delivered it before.</summary>
    public static long Deliveries(IDictionary<string, object?>? headers) =>
        headers?.TryGetValue(DeliveryCount, out var value) == true && value is IConvertible
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : 0;

    private static string Text(object? value) =>
        value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
