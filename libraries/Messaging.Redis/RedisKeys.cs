using System.Globalization;
using Messaging.Lifecycle.Storage;
using StackExchange.Redis;

namespace Messaging.Redis;

/// <summary>
/// Every key there is. All keys of a task carry the same hash tag, the last hex digit of its id, so that one script can touch them on Redis
/// Cluster too.
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
/// {prefix}:{tag}:quarantine  HASH    a field per row that cannot be read:    whoever meets one;
///                                    until it can be, or is gone             StatusQuery ends it
/// {prefix}:{tag}:log:{id}    ZSET    31 days after the last line: the        StatusQuery
///                                    latest 1,000 of a task
/// {prefix}:{tag}:held:{id}   ZSET    a minute after the last lease:          Worker
///                                    who holds a place of a limit
/// {prefix}:{tag}:begun:{id}  LIST    a minute after the rate's period: when  Worker
///                                    the latest attempts of a limit began
/// {prefix}:{tag}:turn:{id}   STRING  5 minutes at most: the latest time that Worker
///                                    somebody was told to come back at
/// {prefix}:pauses            HASH    for ever: a field per pause, up to      Producer
///                                    1,000
/// {prefix}:{workers}:told    HASH    1 hour: the latest word of each worker  StatusQuery
/// {prefix}:{workers}:heard   ZSET    1 hour: when each was heard of          StatusQuery
/// {prefix}:{processes}:told  HASH    6 minutes after the last word: what     Producer, StatusQuery
///                                    each process reads, but for workers
/// {prefix}:{processes}:until ZSET    6 minutes after the last word: when     Producer, StatusQuery
///                                    the life of each ends
/// {prefix}:queues            SET     for ever: queues that workers serve     StatusQuery
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
    private readonly RedisKey[] _quarantine;

    public RedisKeys(string prefix)
    {
        _tagged = [.. Enumerable.Range(0, TagCount).Select(tag => $"{prefix}:{{{tag:x}}}:")];
        _indexes =
        [
            .. _tagged.Select(
                tagged => Enum.GetNames<TaskIndex>().Select(index => (RedisKey)(tagged + index.ToLowerInvariant())).ToArray()),
        ];
        _counts = [.. _tagged.Select(tagged => (RedisKey)$"{tagged}counts")];
        _changes = [.. _tagged.Select(tagged => (RedisKey)$"{tagged}changes")];
        _quarantine = [.. _tagged.Select(tagged => (RedisKey)$"{tagged}quarantine")];
        Types = $"{prefix}:types";
        Queues = $"{prefix}:queues";
        Pauses = $"{prefix}:pauses";
        Workers = $"{prefix}:{{workers}}:told";
        WorkersHeard = $"{prefix}:{{workers}}:heard";
        Processes = $"{prefix}:{{processes}}:told";
        ProcessesUntil = $"{prefix}:{{processes}}:until";
        Replays = $"{prefix}:replays";
        Ended = RedisChannel.Literal($"{prefix}:ended");
    }

    public RedisKey Types { get; }

    public RedisKey Queues { get; }

    public RedisKey Pauses { get; }

    public RedisKey Workers { get; }

    /// <summary>Workers by when they were heard of.</summary>
    public RedisKey WorkersHeard { get; }

    public RedisKey Processes { get; }

    /// <summary>Processes by when their lives end.</summary>
    public RedisKey ProcessesUntil { get; }

    public RedisKey Replays { get; }

    public RedisChannel Ended { get; }

    public static int TagOf(Guid id) =>
        int.Parse(id.ToString("N").AsSpan(31), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public RedisKey Row(Guid id) => $"{_tagged[TagOf(id)]}row:{id:N}";

    /// <summary>What the keys of a tag's rows begin with; the id follows.</summary>
    public string Rows(int tag) => $"{_tagged[tag]}row:";

    public RedisKey Log(Guid id) => $"{_tagged[TagOf(id)]}log:{id:N}";

    /// <summary>
    /// Who holds a place, when attempts began, and until when others were told to wait. A limit's id stands for its name, which may hold
    /// anything.
    /// </summary>
    public RedisKey[] Limit(Guid id)
    {
        var tagged = _tagged[TagOf(id)];
        return [$"{tagged}held:{id:N}", $"{tagged}begun:{id:N}", $"{tagged}turn:{id:N}"];
    }

    public RedisKey Index(int tag, TaskIndex index) => _indexes[tag][(int)index];

    /// <summary>All indexes of a tag, in the order of <see cref="TaskIndex"/>.</summary>
    public RedisKey[] Indexes(int tag) => _indexes[tag];

    /// <summary>How many rows there are in the lists by queue and state, and the number of the latest change.</summary>
    public RedisKey Counts(int tag) => _counts[tag];

    /// <summary>Rows that cannot be read.</summary>
    public RedisKey Quarantine(int tag) => _quarantine[tag];

    /// <summary>The latest changes.</summary>
    public RedisKey Changes(int tag) => _changes[tag];

    /// <summary>What the keys of a tag's lists begin with; the list's name follows.</summary>
    public string Lists(int tag) => $"{_tagged[tag]}list:";
}
