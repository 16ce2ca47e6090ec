using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>A row as far as lists are concerned, and the changes that make it so.</summary>
public sealed record ListedTask
{
    /// <summary>The task's id.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Its state.</summary>
    public TaskState State { get; init; } = TaskState.Queued;

    /// <summary>Its queue.</summary>
    public string? Queue { get; init; } = "default";

    /// <summary>Its name.</summary>
    public string? Name { get; init; } = "math.add";

    /// <summary>Its tags.</summary>
    public string[] Tags { get; init; } = [];

    /// <summary>The type of the error it failed with.</summary>
    public string? Error { get; init; }

    /// <summary>The fingerprint of that error.</summary>
    public string Failure => FailureFingerprint.Of(new TaskError { Type = Error!, Message = "" });

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its row's version.</summary>
    public uint Version { get; init; } = 1;

    /// <summary>Where it stands.</summary>
    public TaskCursor Place => new(CreatedAt, Id);

    /// <summary>Its place in lists.</summary>
    public TaskIndexEntry Entry => new() { Listing = TaskListing.Of(Row) };

    private TaskSaga Row => new()
    {
        CorrelationId = Id,
        CurrentState = (int)State,
        Attempt = 1,
        Rank = TaskRank.Queued,
        Queue = Queue,
        Name = Name,
        Tags = Tags.Length == 0 ? null : Tags,
        SubmittedAt = CreatedAt,
        Attempts = Error is null ? [] : [new AttemptRecord { Number = 1, Error = new TaskError { Type = Error, Message = "" } }],
    };

    /// <summary>The change that inserts it.</summary>
    public RowChange Insert() => new() { Id = Id, ExpectedVersion = 0, Value = TaskRowCodec.Encode(Row, Version), After = Entry };

    /// <summary>The change from what it was.</summary>
    public RowChange ChangeFrom(ListedTask before) =>
        new()
        {
            Id = Id,
            ExpectedVersion = before.Version,
            Value = TaskRowCodec.Encode(Row, before.Version + 1),
            Before = before.Entry,
            After = Entry,
        };

    /// <summary>The change that leaves a tombstone of it.</summary>
    public RowChange Bury() => StoredRows.Bury(Id, Version, Entry);
}
