namespace Messaging.Contracts;

/// <summary>An attempt has ended with an error: the last one when <see cref="RetryAt"/> is <see langword="null"/>.</summary>
public sealed record TaskAttemptFailed
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The worker's id.</summary>
    public required string Worker { get; init; }

    /// <summary>Why.</summary>
    public required TaskError Error { get; init; }

    /// <summary>When the next attempt is due; <see langword="null"/> means the task has failed.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>W3C trace context of the attempt; <see langword="null"/> when nobody records it.</summary>
    public string? TraceParent { get; init; }
}
