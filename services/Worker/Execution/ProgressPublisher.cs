using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Tasks;
using Messaging.Worker.Events;

namespace Messaging.Worker.Execution;

/// <summary>Sends an attempt's progress at most four times a second, and always the newest report.</summary>
internal sealed class ProgressPublisher : IProgress<TaskProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly RunTask _command;
    private readonly TaskEventPublisher _events;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private TaskProgress? _waiting;
    private bool _isPausing;
    private long _sequence;

    public ProgressPublisher(RunTask command, TaskEventPublisher events, TimeProvider clock)
    {
        _command = command;
        _events = events;
        _timer = clock.CreateTimer(_ => EndPause(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Report(TaskProgress value)
    {
        lock (_lock)
        {
            if (_isPausing)
            {
                _waiting = value;
            }
            else
            {
                Send(value);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        lock (_lock)
        {
            if (_waiting is { } last)
            {
                _waiting = null;
                Publish(last);
            }
        }
    }

    private void EndPause()
    {
        lock (_lock)
        {
            _isPausing = false;
            if (_waiting is { } newest)
            {
                _waiting = null;
                Send(newest);
            }
        }
    }

    private void Send(TaskProgress progress)
    {
        Publish(progress);
        _isPausing = true;
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }

    // Not awaited: progress is worth nothing once the next report is there, and the attempt's end waits for its own event.
    private void Publish(TaskProgress progress) => _ = _events.Publish(TaskEvent.Of(new TaskProgressed
    {
        TaskId = _command.TaskId,
        Attempt = _command.Attempt,
        Sequence = ++_sequence,
        Percent = progress.Percent,
        Message = progress.Message,
    }));
}
