using System.Globalization;
using System.Text.Json;
using Messaging.Lifecycle.Failures;
using Messaging.Redis.Scripts;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Replays in one hash: a field per id, which begins with the version.</summary>
internal sealed class RedisReplayStore(RedisConnection connection) : IReplayStore
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public async Task<FailureReplay?> TryWrite(FailureReplay replay, CancellationToken cancellationToken)
    {
        var next = replay with { Version = replay.Version + 1 };
        var value = string.Create(CultureInfo.InvariantCulture, $"{next.Version} {JsonSerializer.Serialize(next, Json)}");
        return await Change(replay, value, cancellationToken) ? next : null;
    }

    public async Task<FailureReplay?> Read(Guid id, CancellationToken cancellationToken) =>
        await connection.Ask(
            "HGET",
            connection.Keys.Replays,
            (database, flags) => database.HashGetAsync(connection.Keys.Replays, id.ToString("N"), flags),
            cancellationToken) is { IsNull: false } field
            ? Decode(field)
            : null;

    public async Task<IReadOnlyList<FailureReplay>> List(CancellationToken cancellationToken) =>
        [
            .. (
                await connection.Ask(
                    "HVALS",
                    connection.Keys.Replays,
                    (database, flags) => database.HashValuesAsync(connection.Keys.Replays, flags),
                    cancellationToken))
                .Select(Decode),
        ];

    public Task Remove(FailureReplay replay, CancellationToken cancellationToken) => Change(replay, "", cancellationToken);

    private static FailureReplay Decode(RedisValue field)
    {
        string text = field!;
        return JsonSerializer.Deserialize<FailureReplay>(text.AsSpan(text.IndexOf(' ', StringComparison.Ordinal) + 1), Json)
            ?? throw new JsonException("A stored replay is a null.");
    }

    private async Task<bool> Change(FailureReplay replay, string value, CancellationToken cancellationToken) =>
        (int)await connection.Run(
            RedisScripts.Replay,
            [connection.Keys.Replays],
            [replay.Id.ToString("N"), replay.Version == 0 ? "" : replay.Version.ToString(CultureInfo.InvariantCulture), value],
            cancellationToken) == 1;
}
