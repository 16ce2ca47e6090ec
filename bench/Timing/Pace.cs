namespace Messaging.Bench.Timing;

/// <summary>
/// Sends at a fixed rate whatever becomes of what was sent. The times are fixed in advance, so that a slow answer, or a late timer,
/// makes what follows late instead of silently leaving it out (coordinated omission).
/// </summary>
internal sealed class Pace(double perSecond, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Since the first intended time.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>When this one is to be sent, counted from 0.</summary>
    public TimeSpan Intended(int index) => TimeSpan.FromSeconds(index / perSecond);

    /// <summary>Returns at the intended time, or at once when it has passed.</summary>
    public async Task WaitFor(int index, CancellationToken cancellationToken)
    {
        for (var left = Intended(index) - Elapsed; left > TimeSpan.Zero; left = Intended(index) - Elapsed)
        {
            // Timers count whole milliseconds; a part of one, cut off, would turn into a busy loop.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), clock, cancellationToken);
        }
    }
}
