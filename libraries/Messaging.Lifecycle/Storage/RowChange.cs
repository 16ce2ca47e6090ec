namespace Messaging.Lifecycle.Storage;

/// <summary>One row to be written, provided that nobody wrote it meanwhile.</summary>
public sealed record RowChange
{
    /// <summary>The task's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The version the change is based on; 0 when there must be no row.</summary>
    public required uint ExpectedVersion { get; init; }

    /// <summary>The new row, header and all.</summary>
    public required byte[] Value { get; init; }

    /// <summary>Where the row was to be found; default when there was none.</summary>
    public TaskIndexEntry Before { get; init; }

    /// <summary>Where the row is to be found; default for a tombstone.</summary>
    public TaskIndexEntry After { get; init; }

    /// <summary>When the store may drop the row by itself; <see langword="null"/> means never.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Whether the task has just ended: those who wait for it are told.</summary>
    public bool IsEnd { get; init; }
}
