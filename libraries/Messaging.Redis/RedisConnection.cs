using System.Net;
using Messaging.Lifecycle.Clocks;
using Messaging.Lifecycle.Storage;
using Messaging.Redis.Scripts;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// The one connection of a process, whose first question is what time it is: nothing is read or written by a clock that may be wrong.
/// Connects when first used, reconnects by itself, and turns every failure to answer in time into
/// <see cref="TaskStoreUnavailableException"/>.
/// </summary>
internal sealed class RedisConnection : IStoreTime, IAsyncDisposable
{
    /// <summary>
    /// What a server says of one question alone: what is stored is of another type or no number, or a script has met what it cannot take.
    /// ERR may be followed by anything.
    /// </summary>
    private static readonly string[] AboutTheQuestion = ["WRONGTYPE ", "ERR user_script:", "ERR value is not ", "ERR hash value is not "];

    /// <summary>How long after a jump of the time nothing is asked.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly RedisOptions _options;
    private readonly UnresponsiveNodes _silent;
    private readonly StoreClock? _clock;
    private Task _telling = Task.CompletedTask;
    private bool _isDisposed;
    private Task<RedisClient>? _client;

    /// <param name="options">Where the server is.</param>
    /// <param name="clock">What goes by the server's time, if anything does.</param>
    public RedisConnection(IOptions<RedisOptions> options, StoreClock? clock = null)
    {
        _options = options.Value;
        _clock = clock;
        Keys = new RedisKeys(_options.KeyPrefix);
        _silent = new UnresponsiveNodes(
            NodeOf,
            key => Guard(client => client.Multiplexer.GetDatabase().KeyExistsAsync(key, CommandFlags.NoRedirect), CancellationToken.None));
    }

    public RedisKeys Keys { get; }

    /// <summary>Sends a command and waits for the answer.</summary>
    /// <param name="command">Its name in traces.</param>
    /// <param name="key">A key that it asks for: it tells the node. By default none, and the answer is waited for, whichever node is known
    /// to be silent.</param>
    /// <param name="question">Sends it, by the flags.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<T> Ask<T>(
        string command, RedisKey key, Func<IDatabase, CommandFlags, Task<T>> question, CancellationToken cancellationToken) =>
        RedisSpan.Around(command, null, () => Answer(key, question, cancellationToken));

    /// <summary>Listens to a channel, also where the server is away for now.</summary>
    public Task Subscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler) =>
        Guard(async client =>
        {
            try
            {
                await client.Multiplexer.GetSubscriber().SubscribeAsync(channel, handler);
            }
            catch (RedisConnectionException)
            {
                // The client keeps it nevertheless, and it takes effect with the next connection.
            }

            return true;
        }, CancellationToken.None);

    public Task Unsubscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler) =>
        Guard(async client =>
        {
            await client.Multiplexer.GetSubscriber().UnsubscribeAsync(channel, handler);
            return true;
        }, CancellationToken.None);

    /// <summary>Runs a script.</summary>
    public Task<RedisResult> Run(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        RedisSpan.Around(
            "EVALSHA",
            script.Name,
            () => Answer(keys[0], (database, flags) => database.ScriptEvaluateAsync(script.Text, keys, values, flags), cancellationToken));

    /// <summary>
    /// The time of one server: of a cluster the node that has the processes, so that all ask the same one; while that is away another,
    /// which differs by little and is better than none.
    /// </summary>
    public async Task<DateTimeOffset> Read(CancellationToken cancellationToken)
    {
        try
        {
            return await TimeAt(Keys.Processes, cancellationToken);
        }
        catch (TaskStoreUnavailableException exception)
        {
            var others = Enumerable.Range(0, RedisKeys.TagCount)
                .Select(tag => Keys.Counts(tag))
                .Prepend(Keys.Processes)
                .DistinctBy(NodeOf)
                .Skip(1);
            await foreach (var answer in Task.WhenEach(others.Select(key => TimeAt(key, cancellationToken))))
            {
                if (answer.IsCompletedSuccessfully)
                {
                    return await answer;
                }
            }

            throw new TaskStoreUnavailableException(exception.Message, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Known under two names, it is disposed of twice.
        if (!Interlocked.Exchange(ref _isDisposed, true) && Volatile.Read(ref _client) is { } client)
        {
            await (await client).DisposeAsync();
        }
    }

    /// <summary>
    /// Which node of a cluster has a key, as far as the client knows; <see langword="null"/> without a cluster, and before there is a
    /// connection.
    /// </summary>
    private EndPoint? NodeOf(RedisKey key) =>
        Volatile.Read(ref _client) is { IsCompletedSuccessfully: true, Result.Multiplexer: var multiplexer }
            ? multiplexer.GetServers()
                .Select(server => server.ClusterConfiguration)
                .FirstOrDefault(configuration => configuration is not null)
                ?.GetBySlot(key)?.EndPoint
            : null;

    private Task<RedisClient> Client()
    {
        if (Volatile.Read(ref _client) is { IsFaulted: false } client)
        {
            return client;
        }

        lock (_gate)
        {
            return _client is { IsFaulted: false } ? _client : _client = RedisClient.Connect(RedisConfiguration.Of(_options));
        }
    }

    private async Task<T> Answer<T>(RedisKey key, Func<IDatabase, CommandFlags, Task<T>> question, CancellationToken cancellationToken)
    {
        if (_clock is { IsKnown: false })
        {
            await LearnTime(_clock).WaitAsync(cancellationToken);
        }

        if (_clock?.HasJumpedWithin(Settling) is true)
        {
            // Whatever time is part of the question may have been taken before.
            throw new TaskStoreUnavailableException("The time has just changed: ask again.");
        }

        return await Reach(key, question, cancellationToken);
    }

    /// <summary>One question for all that wait for its answer.</summary>
    private Task LearnTime(StoreClock clock)
    {
        lock (_gate)
        {
            return clock.IsKnown
                ? Task.CompletedTask
                : _telling.IsCompleted
                ? _telling = clock.Read(this, CancellationToken.None)
                : _telling;
        }
    }

    private async Task<DateTimeOffset> TimeAt(RedisKey key, CancellationToken cancellationToken)
    {
        var parts = (RedisResult[])(
            await Reach(
                key, (database, flags) => database.ScriptEvaluateAsync(RedisScripts.Time.Text, [key], [], flags), cancellationToken))!;
        return DateTimeOffset.FromUnixTimeSeconds((long)parts[0]).AddMicroseconds((long)parts[1]);
    }

    private async Task<T> Reach<T>(RedisKey key, Func<IDatabase, CommandFlags, Task<T>> question, CancellationToken cancellationToken)
    {
        _silent.ThrowIfSilent(key);
        try
        {
            return await Guard(
                client => RedisClient.Redirect(flags => question(client.Multiplexer.GetDatabase(), flags)), cancellationToken);
        }
        catch (TaskStoreUnavailableException exception)
        {
            _silent.Note(key, exception);
            throw;
        }
    }

    private async Task<T> Guard<T>(Func<RedisClient, Task<T>> action, CancellationToken cancellationToken)
    {
        var connecting = Client();
        try
        {
            // The client looks for what took too long once per heartbeat, which is coarse.
            return await Act().WaitAsync(_options.Timeout, cancellationToken);
        }
        catch (Exception exception) when (IsUnavailable(exception))
        {
            if (connecting.IsCompletedSuccessfully)
            {
                (await connecting).Failed(exception);
            }

            throw new TaskStoreUnavailableException(exception);
        }

        async Task<T> Act() => await action(await connecting);
    }

    /// <summary>
    /// The one place that tells a store that is away from one that was asked something wrong. Whatever a server or the client answers
    /// counts as away, known or not,
    /// unless it is known to be about this question: to wait and ask again loses nothing.
    /// </summary>
    private static bool IsUnavailable(Exception exception) => exception switch
    {
        RedisServerException => !Array.Exists(AboutTheQuestion, text => exception.Message.StartsWith(text, StringComparison.Ordinal)),
        TimeoutException or RedisException or ObjectDisposedException => true,
        _ => false,
    };
}
