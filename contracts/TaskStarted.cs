namespace Messaging.Contracts;

/// <summary>A worker has begun an attempt.</summary>
public sealed record TaskStarted
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The worker's id.</summary>
    public required string Worker { get; init; }

    /// <summary>Registered name, for rows that nobody submitted through Producer.</summary>
    public string? Name { get; init; }

    /// <summary>The queue it came from.</summary>
    public string? Queue { get; init; }

    /// <summary>How many attempts the task may use, by its type's policy and the submitter's override.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>
    /// How often the broker had delivered this attempt's command before: 0 unless an earlier worker died with it or lost its connection.
    /// </summary>
    public int Redeliveries { get; init; }

    /// <summary>
    /// Whether other attempts ran, or came to run, beside this start of a command that had been delivered before: should the worker die, it
    /// is not known which of them it died of.
    /// <see langword="null"/> means no. Told once more when that changes.
    /// </summary>
    public bool? AmongOthers { get; init; }

    /// <summary>W3C trace context of the attempt; <see langword="null"/> when nobody records it.</summary>
    public string? TraceParent { get; init; }
}
