namespace Messaging.Lifecycle.Sagas;

/// <summary>The newest report of a running attempt.</summary>
/// <param name="Attempt">The attempt that reported.</param>
/// <param name="Sequence">Its number among that attempt's reports.</param>
/// <param name="Percent">0 to 100, if known.</param>
/// <param name="Message">What is being done.</param>
public sealed record ProgressRecord(int Attempt, long Sequence, double? Percent, string? Message);
