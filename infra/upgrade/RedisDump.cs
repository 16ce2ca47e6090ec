using System.Globalization;
using System.Text.Json.Nodes;
using StackExchange.Redis;

namespace Messaging.Upgrade;

/// <summary>Reads every key: its type, its life and its value, in an order that does not depend on the server.</summary>
internal static class RedisDump
{
    private const string LimitId = "00000000000000000000000000000007";
    private static readonly string[] LimitKeys = ["held", "begun", "turn"];

    /// <param name="address">The server.</param>
    /// <param name="build">The programs of the release, whose script has to leave a limit's keys: no bundled task has a limit.</param>
    public static async Task LeaveLimit(string address, string build)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(address);
        var assembly = System.Reflection.Assembly.LoadFrom(
            Path.GetFullPath(Path.Combine(build, "Messaging.Redis", "release", "Messaging.Redis.dll")));
        using var stream = assembly.GetManifestResourceStream("Messaging.Redis.Scripts.acquire.lua")
            ?? throw new InvalidOperationException("The release has no acquire.lua.");
        using var reader = new StreamReader(stream);
        var script = await reader.ReadToEndAsync();
        RedisKey[] keys = [.. LimitKeys.Select(key => (RedisKey)$"tasks:{{7}}:{key}:{LimitId}")];
        foreach (var holder in (string[])["first", "second"])
        {
            await connection.GetDatabase().ScriptEvaluateAsync(script, keys, ["", holder, 30_000, 2, 1, 86_400_000, 300_000]);
        }
    }

    public static async Task<object> Read(string address)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync($"{address},allowAdmin=true");
        var database = connection.GetDatabase();
        var keys = ((string[])(await database.ExecuteAsync("KEYS", "*"))!).Order(StringComparer.Ordinal);
        var dump = new List<object>();
        foreach (var key in keys)
        {
            var life = (long)await database.ExecuteAsync("PTTL", key);
            dump.Add(
                new
                {
                    key,
                    type = (string)(await database.ExecuteAsync("TYPE", key))!,
                    lifeMilliseconds = life < 0 ? (long?)null : life,
                    value = await Value(database, key),
                });
        }

        return dump;
    }

    private static async Task<JsonNode?> Value(IDatabase database, string key) => (string)(await database.ExecuteAsync("TYPE", key))! switch
    {
        "string" => Dump.Value((byte[])(await database.StringGetAsync(key))!),
        "hash" => new JsonObject((await database.HashGetAllAsync(key)).OrderBy(field => (string)field.Name!, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create((string)field.Name!, Dump.Value((byte[])field.Value!)))),
        "zset" => new JsonArray([.. (await database.SortedSetRangeByRankWithScoresAsync(key)).Select(member => new JsonObject
        {
            ["member"] = Dump.Value((byte[])member.Element!),
            ["score"] = member.Score.ToString("R", CultureInfo.InvariantCulture),
        })]),
        "list" => new JsonArray([.. (await database.ListRangeAsync(key)).Select(value => Dump.Value((byte[])value!))]),
        "stream" => new JsonArray([.. ((RedisResult[])(await database.ExecuteAsync("XRANGE", key, "-", "+"))!).Select(Entry)]),
        var type => throw new InvalidOperationException($"{key} is a {type}."),
    };

    private static JsonObject Entry(RedisResult entry)
    {
        var parts = (RedisResult[])entry!;
        return new JsonObject
        {
            ["id"] = (string)parts[0]!,
            ["fields"] = new JsonArray([.. ((RedisValue[])parts[1]!).Select(field => Dump.Value((byte[])field!))]),
        };
    }
}
