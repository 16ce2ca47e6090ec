using Messaging.Testing;

namespace Messaging.Redis.Tests.Sentinel;

/// <summary>A master and a replica of a test's own, watched by three sentinels.</summary>
internal sealed class WatchedRedis : IAsyncDisposable
{
    private readonly LocalScript _script = new("redis-sentinel.sh");

    private WatchedRedis()
    {
    }

    /// <summary>The connection string: the addresses of the sentinels.</summary>
    public string Address { get; private set; } = "";

    public static async Task<WatchedRedis> Start()
    {
        var redis = new WatchedRedis();
        await redis.Resume();
        redis.Address = await redis._script.Run("url");
        return redis;
    }

    /// <summary>Starts what is down, with the data it had; returns when the replica is in step.</summary>
    public Task Resume() => _script.Run("start");

    /// <summary>Which server the sentinels call the master.</summary>
    public Task<string> Master() => _script.Run("master");

    public Task Kill(string name) => _script.Run("kill", name);

    /// <summary>Connections stay, answers do not come.</summary>
    public Task Freeze(string name) => _script.Run("freeze", name);

    public Task Thaw(string name) => _script.Run("thaw", name);

    public async ValueTask DisposeAsync() => await _script.Discard();
}
