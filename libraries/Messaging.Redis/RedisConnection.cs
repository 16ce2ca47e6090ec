using System.Net;
using Messaging.Lifecycle.Storage;
using Messaging.Redis.Scripts;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>The one connection of a process. Connects when first used, reconnects by itself, and turns every failure to answer in time into <see cref="TaskStoreUnavailableException"/>.</summary>
internal sealed class RedisConnection(IOptions<RedisOptions> options) : IAsyncDisposable
{
    private const int ScriptAttempts = 3;

    private readonly Lazy<IRedisRoute> _route = new(() => RouteBy(new RedisConfiguration(options.Value)));

    public RedisKeys Keys { get; } = new(options.Value.KeyPrefix);

    /// <summary>Sends a command and waits for the answer.</summary>
    /// <param name="command">Its name in traces.</param>
    /// <param name="question">Sends it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<T> Ask<T>(string command, Func<IDatabase, Task<T>> question, CancellationToken cancellationToken) =>
        RedisSpan.Around(command, null, () => Answer(question, cancellationToken));

    /// <summary>Which node of a cluster has each key, as far as the client knows. Empty without a cluster, and before there is a connection.</summary>
    public async Task<IReadOnlyList<EndPoint?>> NodesOf(IReadOnlyList<RedisKey> keys)
    {
        if (_route.Value.Current() is not { IsCompletedSuccessfully: true } connected)
        {
            return [];
        }

        var multiplexer = await connected;
        var cluster = multiplexer.GetEndPoints().Select(server => multiplexer.GetServer(server).ClusterConfiguration).FirstOrDefault(configuration => configuration is not null);
        return cluster is null ? [] : [.. keys.Select(key => cluster.GetBySlot(key)?.EndPoint)];
    }

    public Task Subscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler) =>
        Guard(async () =>
        {
            await _route.Value.Subscribe(channel, handler);
            return true;
        }, CancellationToken.None);

    public Task Unsubscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler) =>
        Guard(async () =>
        {
            await _route.Value.Unsubscribe(channel, handler);
            return true;
        }, CancellationToken.None);

    /// <summary>Runs a script; again when the server has forgotten it, which the client does not notice by itself.</summary>
    public Task<RedisResult> Run(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) => RedisSpan.Around("EVALSHA", script.Name, async () =>
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Answer(database => database.ScriptEvaluateAsync(script.Text, keys, values), cancellationToken);
            }
            catch (RedisServerException exception) when (attempt < ScriptAttempts && exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                // Now the client has forgotten as well that the server knew it, and sends it in full.
            }
        }
    });

    public async ValueTask DisposeAsync()
    {
        if (_route.IsValueCreated)
        {
            await _route.Value.DisposeAsync();
        }
    }

    private static IRedisRoute RouteBy(RedisConfiguration configuration) => configuration.ServiceName is null ? new DirectRoute(configuration) : new SentinelRoute(configuration);

    private Task<T> Answer<T>(Func<IDatabase, Task<T>> question, CancellationToken cancellationToken) =>
        Guard(async () => await question((await _route.Value.Current()).GetDatabase()), cancellationToken);

    private async Task<T> Guard<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            // The client's asynchronous commands have no time limit of their own.
            return await action().WaitAsync(options.Value.Timeout, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or RedisConnectionException or ObjectDisposedException || IsNotReady(exception))
        {
            _route.Value.Failed();
            throw new TaskStoreUnavailableException(exception);
        }
    }

    /// <summary>A server that is loading its data, or a replica after a failover, answers with an error.</summary>
    private static bool IsNotReady(Exception exception) => exception is RedisServerException
        && (exception.Message.StartsWith("LOADING", StringComparison.Ordinal)
            || exception.Message.StartsWith("READONLY", StringComparison.Ordinal)
            || exception.Message.StartsWith("MASTERDOWN", StringComparison.Ordinal)
            || exception.Message.StartsWith("CLUSTERDOWN", StringComparison.Ordinal)
            || exception.Message.StartsWith("TRYAGAIN", StringComparison.Ordinal)
            || IsLostRedirect(exception)
            || exception.Message.StartsWith("OOM", StringComparison.Ordinal)
            || exception.Message.StartsWith("MISCONF", StringComparison.Ordinal));

    /// <summary>The client's own words, for want of a type: it was sent on to a node of a cluster that is down.</summary>
    private static bool IsLostRedirect(Exception exception) => exception.Message.StartsWith("Endpoint ", StringComparison.Ordinal);
}
