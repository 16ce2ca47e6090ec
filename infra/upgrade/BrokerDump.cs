using System.Diagnostics;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Messaging.Upgrade;

/// <summary>Reads what there is in the broker: exchanges, queues with their arguments, bindings, and every message as it is.</summary>
internal sealed class BrokerDump : IAsyncDisposable
{
    private static readonly string[] Parts = ["queues", "exchanges", "bindings"];
    private static readonly string[] Copied =
    [
        "Messaging.Contracts:ControlWorker",
        "Messaging.Contracts:PausesChanged",
        "Messaging.Contracts:TaskCancelRequested",
    ];

    private readonly RecordingSettings _settings;
    private readonly IConnection _connection;
    private readonly List<JsonObject> _messages = [];
    private readonly Dictionary<string, string> _copies = [];
    private readonly IChannel _channel;

    private BrokerDump(RecordingSettings settings, IConnection connection, IChannel channel) =>
        (_settings, _connection, _channel) = (settings, connection, channel);

    public static async Task<BrokerDump> Connect(RecordingSettings settings)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(settings.RabbitMq) }.CreateConnectionAsync();
        return new BrokerDump(
            settings,
            connection,
            await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)));
    }

    /// <summary>Copies what workers are told from now on: their own queues are exclusive, so that nobody else can read them.</summary>
    public async Task Copy()
    {
        foreach (var exchange in Copied)
        {
            await _channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            var queue = (await _channel.QueueDeclareAsync()).QueueName;
            await _channel.QueueBindAsync(queue, exchange, "");
            _copies[queue] = exchange;
        }
    }

    public async Task Publish(string exchange, string routingKey, string contentType, string body, string? messageId = null) =>
        await _channel.BasicPublishAsync(
            exchange,
            routingKey,
            mandatory: true,
            new BasicProperties { ContentType = contentType, Persistent = true, MessageId = messageId },
            System.Text.Encoding.UTF8.GetBytes(body));

    /// <summary>Messages that wait in a queue; none where it does not exist.</summary>
    public async Task<uint> Count(string queue)
    {
        // To ask for what does not exist closes the channel.
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (OperationInterruptedException)
        {
            return 0;
        }
    }

    /// <summary>Lets the script do something to the server, such as <c>freeze</c>.</summary>
    public async Task Govern(params string[] arguments)
    {
        using var tool = Process.Start(_settings.RabbitMqTool, [arguments[0], _settings.RabbitMqDirectory, .. arguments[1..]]);
        await tool.WaitForExitAsync();
        if (tool.ExitCode != 0)
        {
            throw new InvalidOperationException($"{_settings.RabbitMqTool} {arguments[0]} ended with {tool.ExitCode}.");
        }
    }

    /// <summary>Takes the first message of a queue and gives it back, as a worker does that dies with it.</summary>
    public async Task<bool> TakeAndReturn(string queue)
    {
        if (await _channel.BasicGetAsync(queue, autoAck: false) is not { } message)
        {
            return false;
        }

        await _channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true);
        return true;
    }

    /// <summary>Takes all messages of a queue into the dump.</summary>
    public async Task Take(string queue)
    {
        while (await _channel.BasicGetAsync(queue, autoAck: true) is { } message)
        {
            var isCopy = _copies.TryGetValue(queue, out var exchange);
            var properties = message.BasicProperties;
            _messages.Add(new JsonObject
            {
                [isCopy ? "exchange" : "queue"] = isCopy ? exchange : queue,
                ["contentType"] = properties.ContentType,
                ["messageId"] = properties.MessageId,
                ["correlationId"] = properties.CorrelationId,
                ["replyTo"] = properties.ReplyTo,
                ["type"] = properties.Type,
                ["expiration"] = properties.Expiration,
                ["timestamp"] = properties.IsTimestampPresent() ? properties.Timestamp.UnixTime : null,
                ["isPersistent"] = properties.Persistent,
                ["headers"] = Table(properties.Headers),
                ["body"] = Dump.Value(message.Body.ToArray()),
            });
        }
    }

    /// <summary>Takes all there is, and describes where it was.</summary>
    public async Task<object> Read()
    {
        var topology = await Topology();
        foreach (var queue in topology["queues"]!.AsArray().Select(queue => (string)queue!["name"]!).Concat(_copies.Keys))
        {
            await Take(queue);
        }

        return new { topology, messages = _messages };
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<JsonObject> Topology()
    {
        var file = Path.GetTempFileName();
        await Govern("ctl", "--quiet", "export_definitions", file);
        var all = JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        File.Delete(file);
        // Users and permissions belong to the server, and queues that the broker has named to the recorder.
        return new JsonObject(Parts.Select(part => KeyValuePair.Create(
            part, (JsonNode?)new JsonArray(
                [
                    .. all[part]!.AsArray()
                        .Where(one => one!["destination"]?.GetValue<string>().StartsWith("amq.gen-", StringComparison.Ordinal) != true)
                        .OrderBy(one => one!.ToJsonString(), StringComparer.Ordinal)
                        .Select(one => one!.DeepClone()),
                ]))));
    }

    private static JsonObject? Table(IDictionary<string, object?>? table) =>
        table is null
            ? null
            : new JsonObject(
                table.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => KeyValuePair.Create(entry.Key, Field(entry.Value))));

    private static JsonNode? Field(object? value) => value switch
    {
        null => null,
        byte[] text => Dump.Value(text),
        bool flag => JsonValue.Create(flag),
        AmqpTimestamp time => JsonValue.Create(time.UnixTime),
        IDictionary<string, object?> table => Table(table),
        System.Collections.IList list => new JsonArray([.. list.Cast<object?>().Select(Field)]),
        _ => JsonValue.Create(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)),
    };
}
