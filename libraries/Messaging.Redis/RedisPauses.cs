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
        async database =>
        {
            // People pause, one after the other: a few too many, by some at the same time, do no harm.
            if (await database.HashLengthAsync(connection.Keys.Pauses) >= IPauses.Capacity && !await database.HashExistsAsync(connection.Keys.Pauses, Field(pause.Kind, pause.Name)))
            {
                return false;
            }

            await database.HashSetAsync(connection.Keys.Pauses, Field(pause.Kind, pause.Name), JsonSerializer.SerializeToUtf8Bytes(pause, Json));
            return true;
        },
        cancellationToken);

    public Task<bool> Remove(PauseKind kind, string name, CancellationToken cancellationToken) =>
        connection.Ask("HDEL", database => database.HashDeleteAsync(connection.Keys.Pauses, Field(kind, name)), cancellationToken);

    public async Task<IReadOnlyList<Pause>> List(CancellationToken cancellationToken)
    {
        var fields = await connection.Ask("HVALS", database => database.HashValuesAsync(connection.Keys.Pauses), cancellationToken);
        return [.. fields.Select(field => JsonSerializer.Deserialize<Pause>(((ReadOnlyMemory<byte>)field).Span, Json)!).OrderBy(pause => pause.Kind).ThenBy(pause => pause.Name, StringComparer.Ordinal)];
    }

    private static RedisValue Field(PauseKind kind, string name) => $"{(kind == PauseKind.Queue ? "queue" : "type")}:{name}";
}
