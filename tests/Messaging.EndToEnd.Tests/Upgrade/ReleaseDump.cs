using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Messaging.EndToEnd.Tests.Processes;
using RabbitMQ.Client;
using StackExchange.Redis;

namespace Messaging.EndToEnd.Tests.Upgrade;

/// <summary>
/// What a release left in Redis and RabbitMQ, and what it answered about it. Made by <c>infra/upgrade/record.sh</c>, once.
/// </summary>
internal sealed class ReleaseDump
{
    private static readonly string Home = Path.Combine(Repository.Root, "tests", "Messaging.EndToEnd.Tests", "Upgrade", "Dumps");

    private const string ReplaysKey = "tasks:replays";

    private readonly string _directory;

    public ReleaseDump(string version)
    {
        _directory = Path.Combine(Home, version);
        Tasks =
        [
            .. Read("tasks.json")
                .AsArray()
                .Select(task => new DumpedTask((string)task!["label"]!, (Guid)task["id"]!, (string)task["end"]!)),
        ];
        Documents = Read("answers.json")["documents"]!.AsObject();
        Answers = Read("answers.json")["answers"]!.AsObject();
        Messages = [.. Read("rabbitmq.json")["messages"]!.AsArray().Select(message => message!.AsObject())];
    }

    /// <summary>The releases that there are dumps of.</summary>
    public static IEnumerable<string> Versions =>
        Directory.GetDirectories(Home).Select(directory => Path.GetFileName(directory)).Order(StringComparer.Ordinal);

    public IReadOnlyList<DumpedTask> Tasks { get; }

    /// <summary>The document of each task, by id; of one that is gone the status of the answer.</summary>
    public JsonObject Documents { get; }

    /// <summary>Other answers, by path below <c>/api/v1</c>.</summary>
    public JsonObject Answers { get; }

    public IReadOnlyList<JsonObject> Messages { get; }

    public DumpedTask Task(string label) => Tasks.Single(task => task.Label == label);

    /// <summary>Puts every key into an empty Redis.</summary>
    public async Task LoadStore(string address)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(address);
        var database = connection.GetDatabase();
        foreach (var entry in Read("redis.json").AsArray())
        {
            var (key, value) = ((string)entry!["key"]!, entry["value"]!);
            await Write(database, key, (string)entry["type"]!, key == ReplaysKey ? Moved(value) : value);
            if (entry["lifeMilliseconds"] is { } life)
            {
                await database.KeyExpireAsync(key, TimeSpan.FromMilliseconds((long)life));
            }
        }
    }

    /// <summary>Declares every queue and exchange as the release did.</summary>
    public async Task DeclareQueues(string address)
    {
        var topology = Read("rabbitmq.json")["topology"]!;
        await using var connection = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var queue in topology["queues"]!.AsArray())
        {
            await channel.QueueDeclareAsync(
                (string)queue!["name"]!, (bool)queue["durable"]!, exclusive: false, (bool)queue["auto_delete"]!, Table(queue["arguments"]));
        }

        foreach (var exchange in topology["exchanges"]!.AsArray())
        {
            await channel.ExchangeDeclareAsync(
                (string)exchange!["name"]!,
                (string)exchange["type"]!,
                (bool)exchange["durable"]!,
                (bool)exchange["auto_delete"]!,
                Table(exchange["arguments"]));
        }

        foreach (var binding in topology["bindings"]!.AsArray())
        {
            var (source, target, key) = ((string)binding!["source"]!, (string)binding["destination"]!, (string)binding["routing_key"]!);
            await ((string)binding["destination_type"]! == "queue"
                ? channel.QueueBindAsync(target, source, key, Table(binding["arguments"]))
                : channel.ExchangeBindAsync(target, source, key, Table(binding["arguments"])));
        }
    }

    /// <summary>Publishes messages to the queue they were in, or the exchange they went to.</summary>
    public static async Task Publish(string address, IEnumerable<JsonObject> messages)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(address) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        foreach (var message in messages)
        {
            var properties = new BasicProperties
            {
                ContentType = (string?)message["contentType"],
                MessageId = (string?)message["messageId"],
                CorrelationId = (string?)message["correlationId"],
                ReplyTo = (string?)message["replyTo"],
                Type = (string?)message["type"],
                Expiration = (string?)message["expiration"],
                Persistent = (bool)message["isPersistent"]!,
                Headers = message["headers"] is { } headers ? Table(headers) : null,
            };
            if (message["timestamp"] is { } time)
            {
                properties.Timestamp = new AmqpTimestamp((long)time);
            }

            await channel.BasicPublishAsync(
                (string?)message["exchange"] ?? "", (string?)message["queue"] ?? "", mandatory: true, properties, Bytes(message["body"]!));
        }
    }

    /// <summary>A replay is forgotten a week after its end, and the dumps grow older than that.</summary>
    private static JsonObject Moved(JsonNode replays) => new(replays.AsObject().Select(replay => KeyValuePair.Create(
        replay.Key,
        (JsonNode?)Regex.Replace((string)replay.Value!, """(?<="finishedAt":")[^"]+""", TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)))));

    private static async Task Write(IDatabase database, RedisKey key, string type, JsonNode value)
    {
        switch (type)
        {
            case "string":
                await database.StringSetAsync(key, Bytes(value));
                break;
            case "hash":
                await database.HashSetAsync(key, [.. value.AsObject().Select(field => new HashEntry(field.Key, Bytes(field.Value!)))]);
                break;
            case "zset":
                await database.SortedSetAddAsync(
                    key,
                    [
                        .. value.AsArray()
                            .Select(member =>
                                new SortedSetEntry(
                                    Bytes(member!["member"]!), double.Parse((string)member["score"]!, CultureInfo.InvariantCulture))),
                    ]);
                break;
            case "list":
                await database.ListRightPushAsync(key, [.. value.AsArray().Select(one => (RedisValue)Bytes(one!))]);
                break;
            case "stream":
                foreach (var entry in value.AsArray())
                {
                    await database.ExecuteAsync(
                        "XADD",
                        [
                            (string)key!,
                            (string)entry!["id"]!,
                            .. entry["fields"]!.AsArray().Select(field => (object)(RedisValue)Bytes(field!)),
                        ]);
                }

                break;
            default:
                throw new InvalidOperationException($"{key} is a {type}.");
        }
    }

    private static byte[] Bytes(JsonNode value) =>
        value is JsonObject binary ? Convert.FromBase64String((string)binary["base64"]!) : Encoding.UTF8.GetBytes((string)value!);

    private static Dictionary<string, object?> Table(JsonNode? table) =>
        table?.AsObject().ToDictionary(entry => entry.Key, entry => Field(entry.Value)) ?? [];

    private static object? Field(JsonNode? value) => value switch
    {
        null => null,
        JsonObject table => Table(table),
        JsonArray list => list.Select(Field).ToList(),
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => (string)value!,
            System.Text.Json.JsonValueKind.Number => (long)value,
            _ => (bool)value,
        },
    };

    private JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(_directory, file)))!;
}
