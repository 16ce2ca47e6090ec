using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>A connection to a server, to a cluster or to the master that sentinels name: the one way to make one, for the store and for sagas.</summary>
internal sealed class RedisClient : IAsyncDisposable
{
    private readonly SentinelTunnel? _tunnel;

    private RedisClient(ConnectionMultiplexer multiplexer, SentinelTunnel? tunnel)
    {
        Multiplexer = multiplexer;
        _tunnel = tunnel;
    }

    public ConnectionMultiplexer Multiplexer { get; }

    /// <summary>Connects. Returns also if no server is there yet: the connection is made once there is.</summary>
    public static Task<RedisClient> Connect(ConfigurationOptions given) => Detached.Run(async () =>
    {
        var configuration = given.Clone();

        // A process must come up, and stay up, while its store is away.
        configuration.AbortOnConnectFail = false;

        // By these, clients of this library agree on a master among themselves. Here the servers and the sentinels say who it is,
        // and a user whose rights end at the key prefix may use neither.
        configuration.TieBreaker = "";
        configuration.ConfigurationChannel = "";

        // Who asks is told at once that the server is away, and nothing is left to be written later that was given up by then.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ReconnectRetryPolicy = new ExponentialRetry(configuration.ConnectTimeout / 2, configuration.ConnectTimeout * 2);

        var tunnel = string.IsNullOrWhiteSpace(configuration.ServiceName) ? null : SentinelTunnel.For(configuration);
        return new RedisClient(await ConnectionMultiplexer.ConnectAsync(configuration), tunnel);
    });

    /// <summary>Takes note of a question that was not answered, or by a server that takes no writes: the master may be another one now.</summary>
    public void Failed(Exception failure) => _tunnel?.Failed(failure);

    public async ValueTask DisposeAsync()
    {
        await Multiplexer.CloseAsync(allowCommandsToComplete: false);
        await Multiplexer.DisposeAsync();
        if (_tunnel is not null)
        {
            await _tunnel.DisposeAsync();
        }
    }
}
