namespace Messaging.Lifecycle.Sagas;

/// <summary>The newest request for another time.</summary>
/// <param name="Attempt">The attempt the task stood at.</param>
/// <param name="RequestedAt">When it was made.</param>
/// <param name="DueAt">The time.</param>
/// <param name="By">Who made it.</param>
public sealed record RescheduleRequest(int Attempt, DateTimeOffset RequestedAt, DateTimeOffset DueAt, string? By);
