using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>To the servers that the connection string names: one, or the nodes of a cluster. The client library connects again by itself.</summary>
internal sealed class DirectRoute(RedisConfiguration configuration) : IRedisRoute
{
    private readonly Lazy<Task<ConnectionMultiplexer>> _multiplexer = new(() => Detached.Run(() => configuration.Connect(configuration.EndPoints)));

    public Task<ConnectionMultiplexer> Current() => _multiplexer.Value;

    public void Failed()
    {
    }

    public async Task Subscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler) =>
        await (await _multiplexer.Value).GetSubscriber().SubscribeAsync(channel, handler);

    public async Task Unsubscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler) =>
        await (await _multiplexer.Value).GetSubscriber().UnsubscribeAsync(channel, handler);

    public async ValueTask DisposeAsync()
    {
        if (_multiplexer.IsValueCreated)
        {
            var multiplexer = await _multiplexer.Value;
            await multiplexer.CloseAsync();
            multiplexer.Dispose();
        }
    }
}
