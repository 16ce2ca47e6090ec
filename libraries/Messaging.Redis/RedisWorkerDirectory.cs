using System.Text.Json;
using Messaging.Lifecycle.Workers;
using Messaging.Redis.Scripts;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// Workers in one hash, and in a sorted set by when they were heard of. Whoever reports also removes who has not been heard of for long.
/// </summary>
internal sealed class RedisWorkerDirectory(RedisConnection connection) : IWorkerDirectory
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public Task Report(WorkerPresence presence, CancellationToken cancellationToken) => connection.Run(
        RedisScripts.Worker,
        [connection.Keys.Workers, connection.Keys.WorkersHeard],
        [
            presence.Heartbeat.Worker,
            presence.Heartbeat.SentAt.ToUnixTimeMilliseconds(),
            presence.HeardAt.ToUnixTimeMilliseconds(),
            JsonSerializer.SerializeToUtf8Bytes(presence, Json),
            (long)IWorkerDirectory.Memory.TotalMilliseconds,
            IWorkerDirectory.Capacity,
            (long)IWorkerDirectory.Overtaken(presence.Heartbeat).TotalMilliseconds,
        ],
        cancellationToken);

    public async Task<IReadOnlyList<WorkerPresence>> List(CancellationToken cancellationToken)
    {
        var workers = await connection.Ask(
            "HVALS",
            connection.Keys.Workers,
            (database, flags) => database.HashValuesAsync(connection.Keys.Workers, flags),
            cancellationToken);
        return [.. workers.Select(worker => Read(worker)).OrderBy(worker => worker.Heartbeat.Worker, StringComparer.Ordinal)];
    }

    public async Task<WorkerPresence?> Find(string worker, CancellationToken cancellationToken)
    {
        var told = await connection.Ask(
            "HGET",
            connection.Keys.Workers,
            (database, flags) => database.HashGetAsync(connection.Keys.Workers, worker, flags),
            cancellationToken);
        return told.IsNull ? null : Read(told);
    }

    /// <summary>The JSON follows the 16 digits of when it was sent, by which the script compares.</summary>
    private static WorkerPresence Read(RedisValue value) =>
        JsonSerializer.Deserialize<WorkerPresence>(((ReadOnlyMemory<byte>)value).Span[16..], Json)!;
}
