namespace Messaging.Tasks.Policies;

/// <summary>
/// Delay before the next attempt, as a pure function of the number of failures and one random sample. With jitter the delay is uniform
/// between zero and its ceiling ("full jitter", M. Brooker, AWS Architecture Blog, 2015), drawn per task so that tasks that failed together
/// do not return together.
/// </summary>
public sealed record Backoff
{
    /// <summary>Longest delay that anybody may ask for: a day.</summary>
    public static readonly TimeSpan DelayLimit = TimeSpan.FromDays(1);

    /// <summary>Exponential from 2 seconds to 1 hour, with full jitter.</summary>
    public static Backoff Default { get; } = new();

    /// <summary>How the delay grows. Default: exponential.</summary>
    public BackoffKind Kind { get; init; } = BackoffKind.Exponential;

    /// <summary>Delay after the first failure, before jitter: zero to a day. Default: 2 seconds.</summary>
    public TimeSpan BaseDelay
    {
        get;
        init => field = WithinLimit(value);
    } = TimeSpan.FromSeconds(2);

    /// <summary>Longest delay: zero to a day. Default: 1 hour.</summary>
    public TimeSpan MaxDelay
    {
        get;
        init => field = WithinLimit(value);
    } = TimeSpan.FromHours(1);

    /// <summary>Whether to draw the delay uniformly from zero to its ceiling. Default: true.</summary>
    public bool Jitter { get; init; } = true;

    /// <summary>The longest delay after a number of failures.</summary>
    /// <param name="failures">Failures so far, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="failures"/> is less than 1.</exception>
    public TimeSpan Ceiling(int failures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var factor = Kind switch
        {
            BackoffKind.Fixed => 1d,
            BackoffKind.Linear => failures,
            _ => Math.Pow(2, failures - 1),
        };
        var ticks = BaseDelay.Ticks * factor;
        return ticks >= MaxDelay.Ticks ? MaxDelay : TimeSpan.FromTicks((long)ticks);
    }

    /// <summary>The delay after a number of failures.</summary>
    /// <param name="failures">Failures so far, at least 1.</param>
    /// <param name="sample">A random number from 0 (inclusive) to 1 (exclusive).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="failures"/> is less than 1.</exception>
    public TimeSpan Delay(int failures, double sample)
    {
        var ceiling = Ceiling(failures);
        return Jitter ? TimeSpan.FromTicks((long)(ceiling.Ticks * sample)) : ceiling;
    }

    private static TimeSpan WithinLimit(TimeSpan delay) => delay >= TimeSpan.Zero && delay <= DelayLimit
        ? delay
        : throw new ArgumentOutOfRangeException(nameof(delay), delay, "A delay between attempts is zero to a day.");
}
