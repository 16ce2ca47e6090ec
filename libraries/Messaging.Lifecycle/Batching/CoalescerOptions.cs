namespace Messaging.Lifecycle.Batching;

/// <summary>Name and bounds of a <see cref="Coalescer{TItem,TResult}"/>.</summary>
public sealed record CoalescerOptions
{
    /// <summary>Name in metrics and health. Default: <c>unnamed</c>.</summary>
    public string Name { get; init; } = "unnamed";

    /// <summary>Greatest weight of a flush; an item that is heavier goes alone. Default: 512.</summary>
    public int MaxFlushWeight { get; init; } = 512;

    /// <summary>Items that may wait; whoever appends more waits for room. Default: 4,096.</summary>
    public int Capacity { get; init; } = 4096;

    /// <summary>Names of its spans; <see langword="null"/>, the default, for none.</summary>
    public CoalescerSpans? Spans { get; init; }
}
