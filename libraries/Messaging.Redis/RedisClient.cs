using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// A connection to a server, to a cluster or to the master that sentinels name: the one way to make one, for the store and for sagas.
/// </summary>
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
        configuration.ReconnectRetryPolicy = new ExponentialRetry(
            Math.Min(configuration.ConnectTimeout / 2, 1000), Math.Min(configuration.ConnectTimeout * 2, 4000));

        var tunnel = string.IsNullOrWhiteSpace(configuration.ServiceName) ? null : SentinelTunnel.For(configuration);
        return new RedisClient(await ConnectionMultiplexer.ConnectAsync(configuration), tunnel);
    });

    /// <summary>
    /// Asks again what a node of a cluster has answered by naming another. The client does so by itself, but puts what belongs to a node
    /// that is away into a queue for it, where
    /// the question waits for the whole timeout and is put long after who asked gave up, whatever <see cref="BacklogPolicy"/> says.
    /// </summary>
    /// <param name="question">Sends it, by the flags.</param>
    public static async Task<T> Redirect<T>(Func<CommandFlags, Task<T>> question)
    {
        try
        {
            return await question(CommandFlags.NoRedirect);
        }
        catch (RedisServerException exception) when (exception.Kind is RedisErrorKind.Moved or RedisErrorKind.NoScript)
        {
            // The client has taken note of who has the keys now. A script it has sent again once, which may have been forgotten once more
            // by then.
            return await question(CommandFlags.NoRedirect);
        }
        catch (RedisConnectionException exception) when (
            exception.FailureType is ConnectionFailureType.UnableToConnect
                && exception.Message.StartsWith("Endpoint ", StringComparison.Ordinal))
        {
            // So it calls a key that is on its way to another node, and its words alone tell that from a node that is away. Only the client
            // can follow the key.
            return await question(CommandFlags.None);
        }
    }

    /// <summary>
    /// Takes note of a question that was not answered, or by a server that takes no writes: the master may be another one now.
    /// </summary>
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
