namespace Messaging.Lifecycle.Sagas;

/// <summary>The newest request to run an ended task again.</summary>
/// <param name="Attempt">The attempt it asked for.</param>
/// <param name="RequestedAt">When it was made.</param>
/// <param name="By">Who made it.</param>
/// <param name="Reason">Why.</param>
public sealed record ReplayRequest(int Attempt, DateTimeOffset RequestedAt, string? By, string? Reason);
