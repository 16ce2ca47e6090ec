using System.Globalization;
using Messaging.Lifecycle.Storage;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// Every key there is. All keys of a task carry the same hash tag, the last hex digit of its id, so that one script can touch them on Redis Cluster too.
/// <code>
/// key                        type    lives                                   written by
/// {prefix}:{tag}:row:{id}    STRING  until its retention has passed          ledger (Producer, StatusQuery)
///                                    as tombstone: 7 days                    janitor (StatusQuery)
/// {prefix}:{tag}:due         ZSET    members leave with their row's change   ledger
/// {prefix}:{tag}:outbox      ZSET    members leave with their row's change   ledger
/// {prefix}:{tag}:retention   ZSET    members leave with their row's change   ledger, janitor
/// {prefix}:{tag}:claim       ZSET    members leave with their row's change   ledger
/// {prefix}:{tag}:list:{list} ZSET    members leave with their row's change   ledger, janitor
/// {prefix}:{tag}:counts      HASH    a field per list by state, queue     ledger, janitor
///                                    and name that is not empty, and the
///                                    number of the latest change
/// {prefix}:{tag}:changes     STREAM  capped: about the latest 64 commits    ledger, janitor
/// {prefix}:types             HASH    for ever: one field per task type       StatusQuery
/// {prefix}:replays           HASH    a field per replay of failed tasks,   Producer
///                                    7 days beyond its end
/// {prefix}:ended             channel ids of tasks that ended                 ledger
/// </code>
/// </summary>
internal sealed class RedisKeys
{
    public const int TagCount = 16;

    private readonly string[] _tagged;
    private readonly RedisKey[][] _indexes;
    private readonly RedisKey[] _counts;
    private readonly RedisKey[] _changes;

    public RedisKeys(string prefix)
    {
        _tagged = [.. Enumerable.Range(0, TagCount).Select(tag => $"{prefix}:{{{tag:x}}}:")];
        _indexes =
        [
            .. _tagged.Select(tagged => Enum.GetNames<TaskIndex>().Select(index => (RedisKey)(tagged + index.ToLowerInvariant())).ToArray()),
        ];
        _counts = [.. _tagged.Select(tagged => (RedisKey)$"{tagged}counts")];
        _changes = [.. _tagged.Select(tagged => (RedisKey)$"{tagged}changes")];
        Types = $"{prefix}:types";
        Replays = $"{prefix}:replays";
        Ended = $"{prefix}:ended";
    }

    public RedisKey Types { get; }

    public RedisKey Replays { get; }

    public RedisChannel Ended { get; }

    public static int TagOf(Guid id) => int.Parse(id.ToString("N").AsSpan(31), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public RedisKey Row(Guid id) => $"{_tagged[TagOf(id)]}row:{id:N}";

    public RedisKey Index(int tag, TaskIndex index) => _indexes[tag][(int)index];

    /// <summary>All indexes of a tag, in the order of <see cref="TaskIndex"/>.</summary>
    public RedisKey[] Indexes(int tag) => _indexes[tag];

    /// <summary>How many rows there are in the lists by queue and state, and the number of the latest change.</summary>
    public RedisKey Counts(int tag) => _counts[tag];

    /// <summary>The latest changes.</summary>
    public RedisKey Changes(int tag) => _changes[tag];

    /// <summary>What the keys of a tag's lists begin with; the list's name follows.</summary>
    public string Lists(int tag) => $"{_tagged[tag]}list:";
}
