using System.Net;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>The processes that watch a master and its replicas, and choose another master when it is lost. Keeps a connection to each.</summary>
/// <param name="configuration">Where they are, and what they call what they watch.</param>
/// <param name="switched">Told when one of them says that the master is another now.</param>
internal sealed class RedisSentinels(RedisConfiguration configuration, Action switched) : IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>>[] _sentinels =
        [.. configuration.EndPoints.Select(sentinel => new Lazy<Task<ConnectionMultiplexer>>(() => Connect(configuration, sentinel, switched)))];

    /// <summary>Where the master is, by the word of most who answer in time; <see langword="null"/> if none does.</summary>
    public async Task<EndPoint?> FindMaster()
    {
        var votes = new Dictionary<EndPoint, int>();
        // One that was cut off from the others may still name the old master.
        await foreach (var answer in Task.WhenEach(_sentinels.Select(Ask)))
        {
            if (await answer is { } master)
            {
                votes[master] = votes.GetValueOrDefault(master) + 1;
                if (votes[master] > _sentinels.Length / 2)
                {
                    return master;
                }
            }
        }

        return votes.Count == 0 ? null : votes.MaxBy(vote => vote.Value).Key;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sentinel in _sentinels.Where(sentinel => sentinel.IsValueCreated))
        {
            var multiplexer = await sentinel.Value;
            await multiplexer.CloseAsync(allowCommandsToComplete: false);
            multiplexer.Dispose();
        }
    }

    private static async Task<ConnectionMultiplexer> Connect(RedisConfiguration configuration, EndPoint sentinel, Action switched)
    {
        var multiplexer = await configuration.ConnectToSentinel(sentinel);
        // Not awaited: it is kept, and takes effect once the sentinel is there.
        _ = multiplexer.GetSubscriber().SubscribeAsync(RedisChannel.Literal("+switch-master"), (_, change) =>
        {
            if (((string?)change)?.StartsWith(configuration.ServiceName + " ", StringComparison.Ordinal) == true)
            {
                switched();
            }
        });
        return multiplexer;
    }

    private async Task<EndPoint?> Ask(Lazy<Task<ConnectionMultiplexer>> sentinel)
    {
        try
        {
            var multiplexer = await sentinel.Value.WaitAsync(configuration.Timeout);
            var server = multiplexer.GetServer(multiplexer.GetEndPoints()[0]);
            return await server.SentinelGetMasterAddressByNameAsync(configuration.ServiceName!).WaitAsync(configuration.Timeout);
        }
        catch (Exception exception) when (exception is TimeoutException or RedisException)
        {
            return null;
        }
    }
}
