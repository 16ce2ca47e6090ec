namespace Messaging.Contracts;

/// <summary>An attempt has put the task off. It uses up none of the attempts a task may make.</summary>
public sealed record TaskDeferred
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was put off.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The worker's id.</summary>
    public required string Worker { get; init; }

    /// <summary>When the task is due again.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Deferrals of this task so far, this one included.</summary>
    public required int Deferrals { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>W3C trace context of the attempt; <see langword="null"/> when nobody records it.</summary>
    public string? TraceParent { get; init; }
}
