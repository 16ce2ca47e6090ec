namespace Messaging.Contracts;

/// <summary>A queue that a worker serves.</summary>
public sealed record QueueSlots
{
    /// <summary>Its name, without prefix.</summary>
    public required string Name { get; init; }

    /// <summary>How many of its tasks the worker runs at a time.</summary>
    public required int Slots { get; init; }

    /// <summary>How many it is running.</summary>
    public required int Running { get; init; }
}
