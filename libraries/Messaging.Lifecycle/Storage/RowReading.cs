namespace Messaging.Lifecycle.Storage;

/// <summary>A row as it was read.</summary>
/// <param name="Value">The row; <see langword="null"/> when there is none, or it was not reached.</param>
/// <param name="Failure">Why it was not reached; <see langword="null"/> when it was.</param>
public readonly record struct RowReading(byte[]? Value, TaskStoreUnavailableException? Failure = null);
