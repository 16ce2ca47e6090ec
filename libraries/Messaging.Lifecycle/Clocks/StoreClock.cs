namespace Messaging.Lifecycle.Clocks;

/// <summary>
/// The time of the store as this process knows it: what the store last said, and what has passed since then by a counter that nobody sets. The machine's own clock, which may be
/// hours off and jump, counts only until the store has answered once. Readings are weighed by their round trip, after Cristian's algorithm.
/// </summary>
/// <param name="machine">The machine's clock, and its counter.</param>
public sealed class StoreClock(TimeProvider machine) : TimeProvider
{
    /// <summary>How far two counters may drift apart: 200 parts per million is a bad quartz.</summary>
    private const double WorstRate = 200e-6;

    private volatile Reading? _reading;

    /// <summary>How far the machine's clock is ahead of the store's; <see langword="null"/> as long as the store has not answered.</summary>
    public TimeSpan? Drift => _reading is { } reading ? machine.GetUtcNow() - TimeOf(reading, machine.GetTimestamp()) : null;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _reading is { } reading ? TimeOf(reading, machine.GetTimestamp()) : machine.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => machine.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Asks the store, and takes its answer over where it tells more exactly what time it is, or that the store's clock has been set.</summary>
    /// <exception cref="Storage.TaskStoreUnavailableException">The store cannot be reached in time.</exception>
    public async Task Read(IStoreTime store, CancellationToken cancellationToken)
    {
        var asked = machine.GetTimestamp();
        var time = await store.Read(cancellationToken);
        var answered = machine.GetTimestamp();
        // The store read its clock at some moment between: the middle is off by half of it at most.
        var half = machine.GetElapsedTime(asked, answered) / 2;
        var heard = new Reading(time + half, answered, half);
        if (_reading is not { } known || IsBetter(heard, known))
        {
            _reading = heard;
        }
    }

    private bool IsBetter(Reading heard, Reading known)
    {
        var doubt = known.Doubt + (machine.GetElapsedTime(known.Timestamp, heard.Timestamp) * WorstRate);
        return heard.Doubt <= doubt || (heard.Time - TimeOf(known, heard.Timestamp)).Duration() > heard.Doubt + doubt;
    }

    private DateTimeOffset TimeOf(Reading reading, long timestamp) => reading.Time + machine.GetElapsedTime(reading.Timestamp, timestamp);

    private sealed record Reading(DateTimeOffset Time, long Timestamp, TimeSpan Doubt);
}
