namespace Messaging.Contracts;

/// <summary>
/// No handler of the worker that got it knows the task's name. It waits, without using up an attempt, until a worker that knows it
/// registers, or somebody reschedules it.
/// </summary>
public sealed record TaskParked
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was parked.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The worker's id.</summary>
    public required string Worker { get; init; }

    /// <summary>Attempts of this task so far that do not count, this one included.</summary>
    public required int Deferrals { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>W3C trace context of the attempt; <see langword="null"/> when nobody records it.</summary>
    public string? TraceParent { get; init; }
}
