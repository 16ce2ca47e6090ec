using Messaging.Lifecycle.Sagas;

namespace Messaging.StatusQuery.Metrics;

/// <summary>What the store held at one moment.</summary>
internal sealed record StoreReading
{
    /// <summary>When it was read, as a timestamp of the clock.</summary>
    public required long ReadAt { get; init; }

    /// <summary>Rows by queue and state.</summary>
    public required IReadOnlyDictionary<(string Queue, TaskState State), long> Tasks { get; init; }

    /// <summary>Age of the oldest row by queue and state, in seconds.</summary>
    public required IReadOnlyDictionary<(string Queue, TaskState State), double> Oldest { get; init; }

    /// <summary>Rows that wait for a time.</summary>
    public required long Due { get; init; }

    /// <summary>How late the latest of those that were looked at is, in seconds.</summary>
    public required double DueLag { get; init; }

    /// <summary>Rows whose command the broker has not confirmed.</summary>
    public required long Outbox { get; init; }

    /// <summary>How long the oldest of those that were looked at has waited, in seconds.</summary>
    public required double OutboxAge { get; init; }

    /// <summary>Rows that cannot be read.</summary>
    public required long Quarantined { get; init; }

    /// <summary>Workers that are heard of.</summary>
    public required int WorkersAlive { get; init; }

    /// <summary>Workers that are not heard of any more and did not say that they stop.</summary>
    public required int WorkersLost { get; init; }
}
