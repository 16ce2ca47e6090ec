using Messaging.Contracts;
using Messaging.Worker.Events;

namespace Messaging.Worker.Execution;

/// <summary>Sends the lines of an attempt's log: the first at once, those that follow together, four times a second.</summary>
internal sealed class LogPublisher : IProgress<string>, IAsyncDisposable
{
    /// <summary>So that lines of full length fit into a message.</summary>
    private const int LinesPerBatch = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly RunTask _command;
    private readonly TaskEventPublisher _events;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly List<TaskLogged> _waiting = [];
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

            _waiting.Add(new TaskLogged { TaskId = _command.TaskId, Attempt = _command.Attempt, Sequence = ++_sequence, LoggedAt = _clock.GetUtcNow(), Message = value });
            if (!_isPausing)
            {
                SendAndPause();
            }
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
            if (_waiting.Count > 0 && !_hasEnded)
            {
                SendAndPause();
            }
        }
    }

    private void SendAndPause()
    {
        Send();
        _isPausing = true;
        // Most attempts log nothing: they do without a timer.
        _timer ??= _clock.CreateTimer(_ => EndPause(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    // Not awaited: nobody's work depends on a line. The attempt's end is flushed after it.
    private void Send()
    {
        foreach (var lines in _waiting.Chunk(LinesPerBatch))
        {
            _ = _events.Publish(lines);
        }

        _waiting.Clear();
    }
}
