namespace Messaging.Lifecycle.Sagas;

/// <summary>The earliest request to cancel a task.</summary>
/// <param name="RequestedAt">When it was made.</param>
/// <param name="By">Who made it.</param>
/// <param name="Reason">Why.</param>
public sealed record CancelRequest(DateTimeOffset RequestedAt, string? By, string? Reason);
