namespace Messaging.Contracts;

/// <summary>
/// Somebody gave a waiting task another time: the next attempt is sent then, be it earlier or later than planned. Also releases a parked
/// one.
/// </summary>
public sealed record TaskRescheduled
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt the task stood at. Without meaning once it stands at another.</summary>
    public required int Attempt { get; init; }

    /// <summary>When the next attempt is due.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it was asked for. Of several requests for one attempt, the latest counts.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Who asked.</summary>
    public string? By { get; init; }
}
