namespace Messaging.Tasks;

/// <summary>
/// A clock to measure how long something lasts, for code that takes the difference of two times: it begins at what time it is and goes on
/// by the counter, whatever is learnt of the time
/// meanwhile. Its times are nothing to store or to tell others.
/// </summary>
/// <param name="clock">What time it is, and the counter.</param>
public sealed class SteadyClock(TimeProvider clock) : TimeProvider
{
    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private readonly long _timestamp = clock.GetTimestamp();

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + clock.GetElapsedTime(_timestamp);

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
