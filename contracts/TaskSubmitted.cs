using System.Text.Json;

namespace Messaging.Contracts;

/// <summary>A task was accepted. Carries all that is needed to send its <see cref="RunTask"/> at any later time.</summary>
public sealed record TaskSubmitted
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>Registered name.</summary>
    public required string Name { get; init; }

    /// <summary>The handler's arguments.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>The queue it routes to, without prefix.</summary>
    public string Queue { get; init; } = "default";

    /// <summary>Not to be sent before this instant; <see langword="null"/> means at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Must not start after this instant.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What replaces parts of the task type's retry policy.</summary>
    public RetryOverride? Retry { get; init; }

    /// <summary>How long one attempt may run.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// What the task is about, such as a customer: limits and mutual exclusion of its type count per key. At most 200 characters.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Free labels for searching.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Digest of what was asked for: the same id with another fingerprint is a conflict.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>W3C trace context of the submission.</summary>
    public string? TraceParent { get; init; }

    /// <summary>W3C trace state that goes with <see cref="TraceParent"/>.</summary>
    public string? TraceState { get; init; }
}
