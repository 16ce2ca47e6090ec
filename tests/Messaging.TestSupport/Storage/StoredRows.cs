using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>Changes of rows, as small as a store's law needs them.</summary>
public static class StoredRows
{
    /// <summary>The first version of a row.</summary>
    public static RowChange Insert(
        Guid id, TaskIndexEntry after = default, TimeSpan? life = null, bool isEnd = false, string name = "first") => new()
        {
            Id = id,
            ExpectedVersion = 0,
            Value = Row(1, name),
            After = after,
            TimeToLive = life,
            IsEnd = isEnd,
        };

    /// <summary>The version after <paramref name="version"/>.</summary>
    public static RowChange Update(
        Guid id,
        uint version,
        TaskIndexEntry before = default,
        TaskIndexEntry after = default,
        TimeSpan? life = null,
        bool isEnd = false,
        string name = "next") => new()
        {
            Id = id,
            ExpectedVersion = version,
            Value = Row(version + 1, name),
            Before = before,
            After = after,
            TimeToLive = life,
            IsEnd = isEnd,
        };

    /// <summary>The end of a row's content.</summary>
    public static RowChange Bury(Guid id, uint version, TaskIndexEntry before = default, TimeSpan? life = null) => new()
    {
        Id = id,
        ExpectedVersion = version,
        Value = TaskRowCodec.EncodeTombstone(version + 1, 1),
        Before = before,
        TimeToLive = life,
    };

    /// <summary>A place in one index and in no other.</summary>
    public static TaskIndexEntry In(TaskIndex index, DateTimeOffset? at) => index switch
    {
        TaskIndex.Due => new TaskIndexEntry { Due = at },
        TaskIndex.Outbox => new TaskIndexEntry { Outbox = at },
        TaskIndex.Claim => new TaskIndexEntry { Claim = at },
        _ => new TaskIndexEntry { Retention = at },
    };

    /// <summary>A stored row that is told from others by its name.</summary>
    public static byte[] Row(uint version, string name) =>
        TaskRowCodec.Encode(
            new TaskSaga { CurrentState = (int)TaskState.Queued, Attempt = 1, Rank = TaskRank.Queued, Name = name }, version);
}
