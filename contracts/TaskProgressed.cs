namespace Messaging.Contracts;

/// <summary>A running attempt tells how far it is.</summary>
public sealed record TaskProgressed
{
    /// <summary>The task's id.</summary>
    public required Guid TaskId { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>Grows with each report of an attempt; a lower one that arrives late is dropped.</summary>
    public required long Sequence { get; init; }

    /// <summary>0 to 100, or <see langword="null"/> when the total is not known.</summary>
    public double? Percent { get; init; }

    /// <summary>What is being done, for people.</summary>
    public string? Message { get; init; }
}
