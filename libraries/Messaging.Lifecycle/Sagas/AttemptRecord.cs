using Messaging.Contracts;

namespace Messaging.Lifecycle.Sagas;

/// <summary>What is known of one attempt.</summary>
public sealed class AttemptRecord
{
    /// <summary>Its number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The worker that ran it.</summary>
    public string? Worker { get; set; }

    /// <summary>When it began; of several deliveries the first.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>How it ended; <see langword="null"/> while it has not.</summary>
    public TaskRank? Outcome { get; set; }

    /// <summary>Why it failed.</summary>
    public TaskError? Error { get; set; }

    /// <summary>Why it put the task off.</summary>
    public string? Reason { get; set; }

    /// <summary>
    /// W3C trace context of the attempt, for the next one to link to; <see langword="null"/> when nobody records it, and of an attempt that
    /// succeeded.
    /// </summary>
    public string? TraceParent { get; set; }

    /// <summary>Starts from redelivered commands, earliest first, at most ten; <see langword="null"/> for none.</summary>
    public IReadOnlyList<RepeatedStart>? RepeatedStarts { get; set; }

    /// <summary>Until when its worker has it, if the command is acknowledged.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>The worker that has it until then; after a redelivery it need not be the one that began first.</summary>
    public string? ClaimedBy { get; set; }
}
