using System.Text.Json;
using Messaging.Lifecycle.Processes;
using Messaging.Redis.Scripts;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>Processes in one hash, and in a sorted set by when the life of each ends, by the server's own time.</summary>
/// <param name="connection">The connection.</param>
/// <param name="clock">For tests: the time instead of the server's.</param>
internal sealed class RedisProcessDirectory(RedisConnection connection, TimeProvider? clock = null) : IProcessDirectory
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    private RedisValue Now => clock is null ? "" : clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Task Announce(ProcessAnnouncement announcement, CancellationToken cancellationToken) =>
        Run(announcement.Id, JsonSerializer.SerializeToUtf8Bytes(announcement, Json), cancellationToken);

    public Task Withdraw(string id, CancellationToken cancellationToken) => Run(id, "", cancellationToken);

    public async Task<IReadOnlyList<ProcessAnnouncement>> Living(CancellationToken cancellationToken) =>
    [
        .. ((RedisValue[])(await Run("", "", cancellationToken))!)
            .Select(told => JsonSerializer.Deserialize<ProcessAnnouncement>(((ReadOnlyMemory<byte>)told).Span, Json)!)
            .OrderBy(process => process.Id, StringComparer.Ordinal),
    ];

    private Task<RedisResult> Run(string id, RedisValue told, CancellationToken cancellationToken) => connection.Run(
        RedisScripts.Process,
        [connection.Keys.Processes, connection.Keys.ProcessesUntil],
        [Now, id, told, (long)IProcessDirectory.Life.TotalMilliseconds],
        cancellationToken);
}
