namespace Messaging.Contracts;

/// <summary>
/// A worker tells which task types it can run. Published when it starts and once a minute, so that a wiped store learns them again.
/// </summary>
public sealed record TaskTypesRegistered
{
    /// <summary>The worker's id.</summary>
    public required string Worker { get; init; }

    /// <summary>When it was told.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The queues it consumes, without prefix.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>The task types.</summary>
    public required IReadOnlyList<TaskType> Types { get; init; }
}
