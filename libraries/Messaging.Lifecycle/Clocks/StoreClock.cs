namespace Messaging.Lifecycle.Clocks;

/// <summary>
/// The time of the store as this process knows it: what the store last said, and what has passed since then by a counter that nobody sets.
/// The machine's own clock, which may be
/// hours off and jump, counts only until the store has answered once. Readings are weighed by their round trip, after Cristian's algorithm.
/// </summary>
/// <param name="machine">The machine's clock, and its counter.</param>
public sealed class StoreClock(TimeProvider machine) : TimeProvider
{
    /// <summary>How far two counters may drift apart: 200 parts per million is a bad quartz.</summary>
    private const double WorstRate = 200e-6;

    /// <summary>
    /// A reading that differs from what was known by more than this means that the time has changed, not that it is known better.
    /// </summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>What a reading is off by at most that needs no second one.</summary>
    private static readonly TimeSpan Exact = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Reading? _reading;
    private long _steppedAt = long.MinValue;

    /// <summary>
    /// How far the machine's clock is ahead of the store's; <see langword="null"/> as long as the store has not answered.
    /// </summary>
    public TimeSpan? Drift => _reading is { } reading ? machine.GetUtcNow() - TimeOf(reading, machine.GetTimestamp()) : null;

    /// <summary>Whether the store has answered once: what goes by this clock before is only as right as the machine's.</summary>
    public bool IsKnown => _reading is not null;

    /// <summary>Completes when the store has answered once.</summary>
    public Task Known => _known.Task;

    /// <summary>
    /// Whether the time has jumped within a while: what was noted before was noted by another time, by other processes too.
    /// </summary>
    public bool HasJumpedWithin(TimeSpan duration) =>
        Volatile.Read(ref _steppedAt) is var stepped and > long.MinValue && machine.GetElapsedTime(stepped) < duration;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _reading is { } reading ? TimeOf(reading, machine.GetTimestamp()) : machine.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => machine.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>
    /// Asks the store, and takes its answer over where it tells more exactly what time it is, or that the store's clock has been set.
    /// </summary>
    /// <exception cref="Storage.TaskStoreUnavailableException">The store cannot be reached in time.</exception>
    public async Task Read(IStoreTime store, CancellationToken cancellationToken)
    {
        // An answer that took long tells little: what it took was mostly to connect, or to ask somebody else.
        for (var tries = 0; tries < 2; tries++)
        {
            var asked = machine.GetTimestamp();
            var time = await store.Read(cancellationToken);
            var answered = machine.GetTimestamp();
            // The store read its clock at some moment between: the middle is off by half of it at most.
            var half = machine.GetElapsedTime(asked, answered) / 2;
            TakeOver(new Reading(time + half, answered, half));
            if (half <= Exact)
            {
                return;
            }
        }
    }

    private void TakeOver(Reading heard)
    {
        lock (_lock)
        {
            if (_reading is { } known && !IsBetter(heard, known))
            {
                return;
            }

            if ((heard.Time - (_reading is null ? machine.GetUtcNow() : TimeOf(_reading, heard.Timestamp))).Duration() > Step + heard.Doubt)
            {
                Volatile.Write(ref _steppedAt, heard.Timestamp);
            }

            _reading = heard;
        }

        _known.TrySetResult();
    }

    private bool IsBetter(Reading heard, Reading known)
    {
        var doubt = known.Doubt + (machine.GetElapsedTime(known.Timestamp, heard.Timestamp) * WorstRate);
        return heard.Doubt <= doubt || (heard.Time - TimeOf(known, heard.Timestamp)).Duration() > heard.Doubt + doubt;
    }

    private DateTimeOffset TimeOf(Reading reading, long timestamp) => reading.Time + machine.GetElapsedTime(reading.Timestamp, timestamp);

    private sealed record Reading(DateTimeOffset Time, long Timestamp, TimeSpan Doubt);
}
