namespace Messaging.Contracts;

/// <summary>The task has ended because it had not started by the instant it was given.</summary>
public sealed record TaskExpired
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt that did not start.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was found to be too late.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The worker that found it; <see langword="null"/> when no worker had it.</summary>
    public string? Worker { get; init; }

    /// <summary>W3C trace context of the attempt; <see langword="null"/> when nobody records it.</summary>
    public string? TraceParent { get; init; }
}
