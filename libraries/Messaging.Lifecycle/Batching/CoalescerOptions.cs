namespace Messaging.Lifecycle.Batching;

/// <summary>Bounds of a <see cref="Coalescer{TItem,TResult}"/>.</summary>
public sealed record CoalescerOptions
{
    /// <summary>Weight after which a flush takes no more items. Default: 512.</summary>
    public int MaxFlushWeight { get; init; } = 512;

    /// <summary>Items that may wait; whoever appends more waits for room. Default: 4,096.</summary>
    public int Capacity { get; init; } = 4096;
}
