using Messaging.Lifecycle.Storage;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// Nodes of a cluster that keep their connections and do not answer. Whoever asked one waited for as long as the timeout; from then on its hash tags are refused at once,
/// so that rows of other nodes which are read and written together with them need not wait each time. A question in the background tells when the node answers again.
/// Without a cluster nothing is ever refused: there would be nobody to spare.
/// </summary>
internal sealed class SilentNodes(RedisConnection connection)
{
    private readonly TaskStoreUnavailableException?[] _refusals = new TaskStoreUnavailableException?[RedisKeys.TagCount];
    private readonly RedisKey[] _keys = [.. Enumerable.Range(0, RedisKeys.TagCount).Select(connection.Keys.Counts)];
    private readonly Lock _lock = new();

    /// <summary>Why not to ask for a hash tag; <see langword="null"/> when it may be asked for.</summary>
    public TaskStoreUnavailableException? RefusalOf(int tag) => Volatile.Read(ref _refusals[tag]);

    /// <summary>Takes note of a question that failed. Only one that was waited for in vain says anything: what fails at once costs nobody time.</summary>
    public async Task Note(int tag, TaskStoreUnavailableException failure)
    {
        if (failure.InnerException is not TimeoutException || await connection.NodesOf(_keys) is not { Count: > 0 } nodes || nodes[tag] is not { } node || nodes.All(node.Equals))
        {
            return;
        }

        lock (_lock)
        {
            if (_refusals[tag] is null)
            {
                int[] tags = [.. Enumerable.Range(0, nodes.Count).Where(other => node.Equals(nodes[other]))];
                Set(tags, new TaskStoreUnavailableException($"The Redis node {node} does not answer.", failure));
                _ = Detached.Run(() => AwaitAnswer(tags));
            }
        }
    }

    private async Task<bool> AwaitAnswer(int[] tags)
    {
        try
        {
            while (!await Answers(tags[0]))
            {
            }
        }
        finally
        {
            lock (_lock)
            {
                Set(tags, null);
            }
        }

        return true;
    }

    /// <summary>Whether the node answers, or refuses at once; <see langword="false"/> comes after the timeout.</summary>
    private async Task<bool> Answers(int tag)
    {
        try
        {
            await connection.Ask("EXISTS", database => database.KeyExistsAsync(_keys[tag]), CancellationToken.None);
            return true;
        }
        catch (TaskStoreUnavailableException exception)
        {
            return exception.InnerException is not TimeoutException;
        }
    }

    private void Set(int[] tags, TaskStoreUnavailableException? refusal)
    {
        foreach (var tag in tags)
        {
            Volatile.Write(ref _refusals[tag], refusal);
        }
    }
}
