namespace Messaging.Tasks.Policies;

/// <summary>How the delay between attempts grows.</summary>
public enum BackoffKind
{
    /// <summary>Always the base delay.</summary>
    Fixed,

    /// <summary>Base delay times the number of failures.</summary>
    Linear,

    /// <summary>Base delay, doubled with every further failure.</summary>
    Exponential,
}
