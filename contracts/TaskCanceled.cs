namespace Messaging.Contracts;

/// <summary>The task has ended because of a cancel request.</summary>
public sealed record TaskCanceled
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt that was stopped or did not start.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The worker that stopped it; <see langword="null"/> when no worker had it.</summary>
    public string? Worker { get; init; }

    /// <summary>W3C trace context of the attempt; <see langword="null"/> when nobody records it.</summary>
    public string? TraceParent { get; init; }
}
