namespace Messaging.Tasks.Policies;

/// <summary>
/// How many attempts may begin within any period, wherever the period begins: all of them may begin at its start, and then none until the
/// first is a period old.
/// </summary>
public sealed record TaskRate
{
    /// <summary>Attempts per period: 1 to 10,000.</summary>
    public int Count { get; }

    /// <summary>The period: 100 milliseconds to a day.</summary>
    public TimeSpan Period { get; }

    /// <summary>A rate.</summary>
    /// <param name="count">Attempts per period: 1 to 10,000.</param>
    /// <param name="period">The period: 100 milliseconds to a day.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of range.</exception>
    public TaskRate(int count, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, TimeSpan.FromDays(1));
        (Count, Period) = (count, period);
    }

    /// <summary>So many per second.</summary>
    public static TaskRate PerSecond(int count) => new(count, TimeSpan.FromSeconds(1));

    /// <summary>So many per minute.</summary>
    public static TaskRate PerMinute(int count) => new(count, TimeSpan.FromMinutes(1));

    /// <summary>So many per hour.</summary>
    public static TaskRate PerHour(int count) => new(count, TimeSpan.FromHours(1));
}
