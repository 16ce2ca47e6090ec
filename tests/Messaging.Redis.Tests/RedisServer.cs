using Messaging.TestSupport;

namespace Messaging.Redis.Tests;

/// <summary>A Redis of a test's own, to be stopped, frozen and reconfigured at will.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly LocalScript _script = new("redis.sh");

    private RedisServer()
    {
    }

    public string Address { get; private set; } = "";

    /// <param name="configuration">What it reads at each start beside the usual, as in <c>redis.conf</c>.</param>
    public static async Task<RedisServer> Start(string configuration = "")
    {
        var server = new RedisServer();
        await File.WriteAllTextAsync(Path.Combine(server._script.Home, "extra.conf"), configuration);
        await server.Resume();
        server.Address = await server._script.Run("url");
        return server;
    }

    /// <summary>After <see cref="Stop"/>: the same data at the same address.</summary>
    public Task Resume() => _script.Run("start");

    public Task Stop() => _script.Run("stop");

    /// <summary>Connections stay, answers do not come.</summary>
    public Task Freeze() => _script.Run("freeze");

    public Task Thaw() => _script.Run("thaw");

    public async ValueTask DisposeAsync() => await _script.Discard();
}
