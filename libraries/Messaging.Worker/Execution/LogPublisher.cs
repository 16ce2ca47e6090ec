using Messaging.Contracts;
using Messaging.Lifecycle.Logs;
using Messaging.Worker.Events;

namespace Messaging.Worker.Execution;

/// <summary>
/// Sends the lines of an attempt's log: the first at once, those that follow together, four times a second. While the broker has not taken
/// some, the latest 1,000 wait: no more are kept.
/// </summary>
internal sealed class LogPublisher : IProgress<string>, IAsyncDisposable
{
    /// <summary>So that lines of full length fit into a message.</summary>
    private const int LinesPerBatch = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly RunTask _command;
    private readonly TaskEventPublisher _events;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Queue<TaskLogged> _waiting = new();
    private Task _sent = Task.CompletedTask;
    private ITimer? _timer;
    private bool _isPausing;
    private bool _hasEnded;
    private long _sequence;

    public LogPublisher(RunTask command, TaskEventPublisher events, TimeProvider clock)
    {
        _command = command;
        _events = events;
        _clock = clock;
    }

    public void Report(string value)
    {
        lock (_lock)
        {
            if (_hasEnded)
            {
                return;
            }

            _waiting.Enqueue(
                new TaskLogged
                {
                    TaskId = _command.TaskId,
                    Attempt = _command.Attempt,
                    Sequence = ++_sequence,
                    LoggedAt = _clock.GetUtcNow(),
                    Message = value,
                });
            if (_waiting.Count > ITaskLogs.Capacity)
            {
                _waiting.Dequeue();
            }

            SendWhenIdle();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        lock (_lock)
        {
            _hasEnded = true;
            Send();
        }
    }

    private void EndPause()
    {
        lock (_lock)
        {
            _isPausing = false;
            SendWhenIdle();
        }
    }

    private void SendWhenIdle()
    {
        if (_waiting.Count == 0 || _isPausing || _hasEnded || !_sent.IsCompleted)
        {
            return;
        }

        Send();
        _ = GoOn(_sent);
        _isPausing = true;
        // Most attempts log nothing: they do without a timer.
        _timer ??= _clock.CreateTimer(_ => EndPause(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    private async Task GoOn(Task sent)
    {
        await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            SendWhenIdle();
        }
    }

    // Not awaited: nobody's work depends on a line. The attempt's end is flushed after it.
    private void Send()
    {
        _sent = Task.WhenAll(_waiting.Chunk(LinesPerBatch).Select(lines => _events.Publish(lines)).ToArray());
        _waiting.Clear();
    }
}
