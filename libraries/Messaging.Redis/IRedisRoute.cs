using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>The way to the server that takes writes.</summary>
internal interface IRedisRoute : IAsyncDisposable
{
    /// <summary>The connection to it. Connects when first asked.</summary>
    /// <exception cref="TimeoutException">Nobody can say which server that is.</exception>
    Task<ConnectionMultiplexer> Current();

    /// <summary>A question was not answered, or by a server that takes no writes.</summary>
    void Failed();

    /// <summary>Listens to a channel, wherever the way leads from now on.</summary>
    Task Subscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler);

    Task Unsubscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler);
}
