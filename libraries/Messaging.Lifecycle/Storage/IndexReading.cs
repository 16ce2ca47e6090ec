namespace Messaging.Lifecycle.Storage;

/// <summary>What an index holds.</summary>
/// <param name="Count">How many rows.</param>
/// <param name="First">Some of those whose time comes first, in no order.</param>
public sealed record IndexReading(long Count, IReadOnlyList<Guid> First);
