using Messaging.Lifecycle.Clocks;
using Messaging.Redis.Scripts;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>The time of one server: of a cluster the node that has the processes, so that all ask the same one.</summary>
internal sealed class RedisStoreTime(RedisConnection connection) : IStoreTime
{
    public async Task<DateTimeOffset> Read(CancellationToken cancellationToken)
    {
        var parts = (RedisResult[])(await connection.Run(RedisScripts.Time, [connection.Keys.Processes], [], cancellationToken))!;
        return DateTimeOffset.FromUnixTimeSeconds((long)parts[0]).AddMicroseconds((long)parts[1]);
    }
}
