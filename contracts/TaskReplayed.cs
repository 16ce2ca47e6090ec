using System.Text.Json;

namespace Messaging.Contracts;

/// <summary>
/// Somebody wants an ended task to run again, with as many attempts as a new one. A cancel request from before no longer counts.
/// </summary>
public sealed record TaskReplayed
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt that is to be next: one more than the task stood at.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was asked for; later than any cancel request that is to be forgotten.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the attempt is due; <see langword="null"/> means at once.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Who asked.</summary>
    public string? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Other arguments from now on; <see langword="null"/> keeps those there are.</summary>
    public JsonElement? Arguments { get; init; }
}
