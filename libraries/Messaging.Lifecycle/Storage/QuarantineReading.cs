namespace Messaging.Lifecycle.Storage;

/// <summary>What is in quarantine.</summary>
/// <param name="Count">How many rows.</param>
/// <param name="First">Some of them.</param>
public sealed record QuarantineReading(long Count, IReadOnlyList<QuarantinedRow> First);
