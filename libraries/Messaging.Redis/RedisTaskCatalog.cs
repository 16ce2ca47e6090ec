using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Catalog;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Task types in one hash, a field per name; queues in a set.</summary>
internal sealed class RedisTaskCatalog(RedisConnection connection) : ITaskCatalog
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public Task Register(IReadOnlyList<TaskType> types, CancellationToken cancellationToken)
    {
        HashEntry[] fields = [.. types.Select(type => new HashEntry(type.Name, JsonSerializer.SerializeToUtf8Bytes(type, Json)))];
        return connection.Ask(
            "HSET",
            connection.Keys.Types,
            async (database, flags) =>
            {
                await database.HashSetAsync(connection.Keys.Types, fields, flags);
                return true;
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<TaskType>> List(CancellationToken cancellationToken)
    {
        var fields = await connection.Ask(
            "HVALS", connection.Keys.Types, (database, flags) => database.HashValuesAsync(connection.Keys.Types, flags), cancellationToken);
        return
        [
            .. fields.Select(field => JsonSerializer.Deserialize<TaskType>(((ReadOnlyMemory<byte>)field).Span, Json)!)
                .OrderBy(type => type.Name, StringComparer.Ordinal),
        ];
    }

    public Task RegisterQueues(IReadOnlyList<string> queues, CancellationToken cancellationToken) => queues.Count == 0 ? Task.CompletedTask
        : connection.Ask(
            "SADD",
            connection.Keys.Queues,
            (database, flags) => database.SetAddAsync(connection.Keys.Queues, [.. queues.Select(queue => (RedisValue)queue)], flags),
            cancellationToken);

    public async Task<IReadOnlyList<string>> ListQueues(CancellationToken cancellationToken) =>
        [
            .. (
                await connection.Ask(
                    "SMEMBERS",
                    connection.Keys.Queues,
                    (database, flags) => database.SetMembersAsync(connection.Keys.Queues, flags),
                    cancellationToken))
                .Select(queue => (string)queue!),
        ];
}
