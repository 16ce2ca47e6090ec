using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// To the master that the sentinels name. When one of them tells of another master, a question fails or the connection is lost, it looks where the master is,
/// makes sure that it is one, and goes there; subscriptions go along.
/// </summary>
internal sealed class SentinelRoute : IRedisRoute
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly RedisConfiguration _configuration;
    private readonly RedisSentinels _sentinels;
    private readonly ConcurrentDictionary<(string? Channel, Action<RedisChannel, RedisValue> Handler), RedisChannel> _subscriptions = new();
    private Task<Master?> _looking = Task.FromResult<Master?>(null);
    private long _lookedAt;
    private volatile Master? _master;
    private volatile bool _isDisposed;

    public SentinelRoute(RedisConfiguration configuration)
    {
        _configuration = configuration;
        _sentinels = new RedisSentinels(configuration, () => _ = Look());
    }

    public async Task<ConnectionMultiplexer> Current() =>
        (_master ?? await Look())?.Multiplexer ?? throw new TimeoutException("No sentinel names a master that can be reached.");

    public void Failed()
    {
        // Thousands of questions may fail in a second.
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= BetweenLooks)
        {
            _ = Look();
        }
    }

    public async Task Subscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler)
    {
        // Kept first: who moves to another master in between takes it along.
        _subscriptions[((string?)channel, handler)] = channel;
        if ((_master ?? await Look()) is { } master)
        {
            await master.Multiplexer.GetSubscriber().SubscribeAsync(channel, handler);
        }
    }

    public async Task Unsubscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler)
    {
        _subscriptions.TryRemove(((string?)channel, handler), out _);
        if (_master is { } master)
        {
            await master.Multiplexer.GetSubscriber().UnsubscribeAsync(channel, handler);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await _looking;
        await _sentinels.DisposeAsync();
        if (_master is { } master)
        {
            await Close(master.Multiplexer);
        }
    }

    private static async Task Close(ConnectionMultiplexer multiplexer)
    {
        await multiplexer.CloseAsync(allowCommandsToComplete: false);
        await multiplexer.DisposeAsync();
    }

    /// <summary>One look at a time, for all who ask.</summary>
    private Task<Master?> Look()
    {
        lock (_gate)
        {
            if (_looking.IsCompleted && !_isDisposed)
            {
                Volatile.Write(ref _lookedAt, Stopwatch.GetTimestamp());
                _looking = Detached.Run(Move);
            }

            return _looking;
        }
    }

    private async Task<Master?> Move()
    {
        var old = _master;
        if (await _sentinels.FindMaster() is not { } address || address.Equals(old?.Address))
        {
            return old;
        }

        var multiplexer = await _configuration.Connect([address]);
        if (!await IsMaster(multiplexer))
        {
            await Close(multiplexer);
            return old;
        }

        multiplexer.ConnectionFailed += (_, _) => Failed();
        _master = new Master(address, multiplexer);
        // After the change: whoever subscribes in between does so twice, which is better than not at all.
        foreach (var ((_, handler), channel) in _subscriptions)
        {
            _ = multiplexer.GetSubscriber().SubscribeAsync(channel, handler);
        }

        if (old is not null)
        {
            // Whoever still waits for it is told that it is away.
            _ = Close(old.Multiplexer);
        }

        return _master;
    }

    /// <summary>One that a failover has just chosen may not know it yet, and one that comes back may not know that it was replaced.</summary>
    private async Task<bool> IsMaster(ConnectionMultiplexer multiplexer)
    {
        try
        {
            var role = (RedisResult[]?)await multiplexer.GetDatabase().ExecuteAsync("ROLE").WaitAsync(_configuration.Timeout);
            return role is [var first, ..] && (string?)first == "master";
        }
        catch (Exception exception) when (exception is TimeoutException or RedisException)
        {
            return false;
        }
    }

    private sealed record Master(EndPoint Address, ConnectionMultiplexer Multiplexer);
}
