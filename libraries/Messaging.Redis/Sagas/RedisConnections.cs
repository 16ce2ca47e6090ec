using StackExchange.Redis;

namespace Messaging.Redis.Sagas;

/// <summary>One connection per configuration, for as long as the container lives.</summary>
internal sealed class RedisConnections : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<RedisClient>> _connections = [];
    private bool _disposed;

    public async Task<IConnectionMultiplexer> Get(ConfigurationOptions configuration) => (await Connection(configuration)).Multiplexer;

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var connection in _connections.Values)
            {
                _ = Close(connection);
            }
        }
    }

    private Task<RedisClient> Connection(ConfigurationOptions configuration)
    {
        var key = configuration.ToString(includePassword: true);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // A failed attempt must not be remembered, or a Redis whose name is known late is never found.
            if (!_connections.TryGetValue(key, out var connection) || connection.IsFaulted || connection.IsCanceled)
            {
                connection = RedisClient.Connect(configuration);
                _connections[key] = connection;
            }

            return connection;
        }
    }

    private static async Task Close(Task<RedisClient> connecting) => await (await connecting).DisposeAsync();
}
