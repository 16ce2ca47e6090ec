using System.Text.Json;
using Messaging.Lifecycle.Pauses;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Pauses in one hash: a field per queue or type.</summary>
internal sealed class RedisPauses(RedisConnection connection) : IPauses
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public Task<bool> Put(Pause pause, CancellationToken cancellationToken) => connection.Ask(
        "HSET",
        connection.Keys.Pauses,
        async (database, flags) =>
        {
            // People pause, one after the other: a few too many, by some at the same time, do no harm.
            if (await database.HashLengthAsync(connection.Keys.Pauses, flags) >= IPauses.Capacity
                && !await database.HashExistsAsync(connection.Keys.Pauses, Field(pause.Kind, pause.Name), flags))
            {
                return false;
            }

            await database.HashSetAsync(
                connection.Keys.Pauses, Field(pause.Kind, pause.Name), JsonSerializer.SerializeToUtf8Bytes(pause, Json), flags: flags);
            return true;
        },
        cancellationToken);

    public Task<bool> Remove(PauseKind kind, string name, CancellationToken cancellationToken) =>
        connection.Ask(
            "HDEL",
            connection.Keys.Pauses,
            (database, flags) => database.HashDeleteAsync(connection.Keys.Pauses, Field(kind, name), flags),
            cancellationToken);

    public async Task<IReadOnlyList<Pause>> List(CancellationToken cancellationToken)
    {
        var fields = await connection.Ask(
            "HVALS",
            connection.Keys.Pauses,
            (database, flags) => database.HashValuesAsync(connection.Keys.Pauses, flags),
            cancellationToken);
        return
        [
            .. fields.Select(field => JsonSerializer.Deserialize<Pause>(((ReadOnlyMemory<byte>)field).Span, Json)!)
                .OrderBy(pause => pause.Kind)
                .ThenBy(pause => pause.Name, StringComparer.Ordinal),
        ];
    }

    private static RedisValue Field(PauseKind kind, string name) => $"{(kind == PauseKind.Queue ? "queue" : "type")}:{name}";
}
