namespace Messaging.Contracts;

/// <summary>
/// A queue or task type was paused or resumed: whoever acts on that reads the store again, without waiting for its next look.
/// </summary>
public sealed record PausesChanged
{
    /// <summary>When.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
