using StackExchange.Redis;

namespace Messaging.Redis.Sagas;

/// <summary>One connection per configuration, for as long as the container lives.</summary>
internal sealed class RedisConnections : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<IConnectionMultiplexer>> _connections = [];
    private bool _disposed;

    public Task<IConnectionMultiplexer> Get(ConfigurationOptions configuration)
    {
        var key = configuration.ToString(includePassword: true);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // A failed attempt to connect must not be remembered, or a Redis that starts late is never found.
            if (!_connections.TryGetValue(key, out var connection) || connection.IsFaulted || connection.IsCanceled)
            {
                connection = Connect(configuration);
                _connections[key] = connection;
            }

            return connection;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var connection in _connections.Values)
            {
                _ = connection.ContinueWith(
                    connected => connected.Result.Dispose(),
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            }
        }
    }

    private static async Task<IConnectionMultiplexer> Connect(ConfigurationOptions configuration) =>
        await ConnectionMultiplexer.ConnectAsync(configuration);
}
