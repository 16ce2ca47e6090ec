namespace Messaging.Contracts;

/// <summary>
/// The parts of a retry policy that a submitter may set for one task. What is <see langword="null"/> stays as the task type has it.
/// </summary>
public sealed record RetryOverride
{
    /// <summary>Attempts in all, the first included: 1 to 100.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>
    /// How the delay grows: <c>fixed</c>, <c>linear</c> or <c>exponential</c>. Anything else is taken as <see langword="null"/>.
    /// </summary>
    public string? Backoff { get; init; }

    /// <summary>Delay that the backoff starts from: zero to a day.</summary>
    public TimeSpan? BaseDelay { get; init; }

    /// <summary>Longest delay between two attempts: zero to a day.</summary>
    public TimeSpan? MaxDelay { get; init; }
}
