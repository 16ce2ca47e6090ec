using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Logs;
using Messaging.Redis.Scripts;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// A task's lines in a sorted set, by their place: a list would hold a line twice that came twice, and would have to be read whole to be
/// put in order.
/// </summary>
internal sealed class RedisTaskLogs(RedisConnection connection) : ITaskLogs
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public Task Append(IReadOnlyList<TaskLogged> lines, CancellationToken cancellationToken) => Task.WhenAll(lines
        .GroupBy(line => line.TaskId)
        .Select(log => connection.Run(
            RedisScripts.Log,
            [connection.Keys.Log(log.Key)],
            [
                ITaskLogs.Capacity,
                (long)ITaskLogs.Life.TotalMilliseconds,
                .. log.TakeLast(ITaskLogs.Capacity)
                    .SelectMany(line => new RedisValue[] { LogCursor.Of(line).Score, JsonSerializer.SerializeToUtf8Bytes(line, Json) }),
            ],
            cancellationToken)));

    public async Task<IReadOnlyList<TaskLogged>> Read(Guid taskId, LogCursor after, int limit, CancellationToken cancellationToken)
    {
        var lines = await connection.Ask(
            "ZRANGEBYSCORE",
            connection.Keys.Log(taskId),
            (database, flags) =>
                database.SortedSetRangeByScoreAsync(
                    connection.Keys.Log(taskId), after.Score, double.PositiveInfinity, Exclude.Start, Order.Ascending, 0, limit, flags),
            cancellationToken);
        return [.. lines.Select(line => JsonSerializer.Deserialize<TaskLogged>(((ReadOnlyMemory<byte>)line).Span, Json)!)];
    }

    public Task Remove(IReadOnlyList<Guid> taskIds, CancellationToken cancellationToken) => Task.WhenAll(taskIds
        .GroupBy(RedisKeys.TagOf, connection.Keys.Log)
        .Select(keys =>
            connection.Ask("UNLINK", keys.First(), (database, flags) => database.KeyDeleteAsync([.. keys], flags), cancellationToken)));
}
