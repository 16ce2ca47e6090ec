using System.Collections.Concurrent;
using System.Net;
using Messaging.Lifecycle.Storage;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// Servers that keep their connections and do not answer. Whoever asked one waited for as long as the timeout; from then on it is not
/// asked, so that what puts several
/// questions waits once, and rows of other nodes of a cluster that are read and written together with its own need not wait. A question in
/// the background tells when it answers again.
/// </summary>
/// <param name="nodeOf">Which node of a cluster has a key; <see langword="null"/> where there is one server.</param>
/// <param name="ask">Asks for a key, and fails as <see cref="TaskStoreUnavailableException"/>.</param>
internal sealed class UnresponsiveNodes(Func<RedisKey, EndPoint?> nodeOf, Func<RedisKey, Task> ask)
{
    private static readonly EndPoint TheOnlyOne = new DnsEndPoint("localhost", 0);

    private readonly ConcurrentDictionary<EndPoint, TaskStoreUnavailableException> _silent = [];

    /// <summary>To ask the dictionary whether it is empty takes all its locks, and this is asked before every question.</summary>
    private int _count;

    /// <summary>Fails at once where the answer would be waited for in vain.</summary>
    /// <exception cref="TaskStoreUnavailableException">The node of the key does not answer.</exception>
    public void ThrowIfSilent(RedisKey key)
    {
        if (Volatile.Read(ref _count) > 0 && key != default(RedisKey) && _silent.TryGetValue(NodeOf(key), out var failure))
        {
            throw new TaskStoreUnavailableException(failure.Message, failure);
        }
    }

    /// <summary>
    /// Takes note of a question that failed. Only one that was waited for in vain says anything: what fails at once costs nobody time.
    /// </summary>
    public void Note(RedisKey key, TaskStoreUnavailableException failure)
    {
        if (failure.InnerException is not TimeoutException || key == default(RedisKey))
        {
            return;
        }

        var node = NodeOf(key);
        var name = node == TheOnlyOne ? "Redis" : $"The Redis node {node}";
        if (_silent.TryAdd(node, new TaskStoreUnavailableException($"{name} does not answer.", failure)))
        {
            Interlocked.Increment(ref _count);
            _ = Detached.Run(() => AwaitAnswer(node, key));
        }
    }

    private async Task<bool> AwaitAnswer(EndPoint node, RedisKey key)
    {
        try
        {
            while (!await Answers(key))
            {
            }
        }
        finally
        {
            _silent.TryRemove(node, out _);
            Interlocked.Decrement(ref _count);
        }

        return true;
    }

    /// <summary>Whether the node answers, or refuses at once; <see langword="false"/> comes after the timeout.</summary>
    private async Task<bool> Answers(RedisKey key)
    {
        try
        {
            await ask(key);
            return true;
        }
        catch (TaskStoreUnavailableException exception)
        {
            return exception.InnerException is not TimeoutException;
        }
    }

    private EndPoint NodeOf(RedisKey key) => nodeOf(key) ?? TheOnlyOne;
}
