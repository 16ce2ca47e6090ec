namespace Messaging.Contracts;

/// <summary>Somebody wants the task not to run, or to stop. A fact, not a state: a worker or Producer ends the task.</summary>
public sealed record TaskCancelRequested
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Who asked.</summary>
    public string? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}
