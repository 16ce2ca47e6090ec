namespace Messaging.Hosting.Loops;

/// <summary>How a background loop is doing.</summary>
/// <param name="name">Its name, as shown in health and metrics.</param>
/// <param name="stallsAfter">How long a healthy loop may go without a completed round.</param>
/// <param name="clock">The clock.</param>
public sealed class LoopState(string name, TimeSpan stallsAfter, TimeProvider clock)
{
    private long _lastRound = clock.GetTimestamp();

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Time since the last round that did not fail.</summary>
    public TimeSpan Age => clock.GetElapsedTime(Volatile.Read(ref _lastRound));

    /// <summary>Whether that is longer than a healthy loop takes.</summary>
    public bool IsStalled => Age > stallsAfter;

    internal void CompleteRound() => Volatile.Write(ref _lastRound, clock.GetTimestamp());
}
