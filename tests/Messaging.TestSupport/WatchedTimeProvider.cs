using Microsoft.Extensions.Time.Testing;

namespace Messaging.TestSupport;

/// <summary>
/// A clock that also tells how many timers wait, so that a test knows that the code under test has begun to wait before it lets time pass.
/// </summary>
public sealed class WatchedTimeProvider() : FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
{
    private int _waitingTimers;

    public int WaitingTimers => Volatile.Read(ref _waitingTimers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new WatchedTimer(this, callback, state, dueTime, period);

    private ITimer CreateUnwatched(TimerCallback callback, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, null, dueTime, period);

    private sealed class WatchedTimer : ITimer
    {
        private readonly WatchedTimeProvider _clock;
        private readonly ITimer _timer;
        private readonly Lock _lock = new();
        private bool _isWaiting;
        private bool _isPeriodic;

        public WatchedTimer(WatchedTimeProvider clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _clock = clock;
            _timer = clock.CreateUnwatched(
                _ =>
                {
                    Note(isWaiting: _isPeriodic);
                    callback(state);
                },
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // A timer counts once time that passes would fire it, and one that fires meanwhile is noted after that.
            lock (_lock)
            {
                _isPeriodic = period > TimeSpan.Zero;
                var isChanged = _timer.Change(dueTime, period);
                Note(isWaiting: dueTime > TimeSpan.Zero || (dueTime == TimeSpan.Zero && _isPeriodic));
                return isChanged;
            }
        }

        public void Dispose()
        {
            Note(isWaiting: false);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Note(bool isWaiting)
        {
            lock (_lock)
            {
                Interlocked.Add(ref _clock._waitingTimers, (isWaiting ? 1 : 0) - (_isWaiting ? 1 : 0));
                _isWaiting = isWaiting;
            }
        }
    }
}
