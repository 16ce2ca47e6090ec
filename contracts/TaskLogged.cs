namespace Messaging.Contracts;

/// <summary>A running attempt wrote a line to its task's log.</summary>
public sealed record TaskLogged
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>Counts the lines of an attempt, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset LoggedAt { get; init; }

    /// <summary>The line, at most 2,048 characters.</summary>
    public required string Message { get; init; }
}
