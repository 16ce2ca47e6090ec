namespace Messaging.Contracts;

/// <summary>
/// A worker runs an attempt whose command it has acknowledged, because it may take longer than the broker waits. It tells so again and
/// again, each time with a later
/// end; when that passes without word, the attempt is taken to be lost.
/// </summary>
public sealed record TaskClaimed
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The worker's id.</summary>
    public required string Worker { get; init; }

    /// <summary>Until when the worker has it.</summary>
    public required DateTimeOffset Until { get; init; }
}
