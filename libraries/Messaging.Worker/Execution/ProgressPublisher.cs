using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Tasks;
using Messaging.Worker.Events;

namespace Messaging.Worker.Execution;

/// <summary>
/// Sends an attempt's progress at most four times a second, and always the newest report. While the broker has not taken one, the others
/// give way to the newest.
/// </summary>
internal sealed class ProgressPublisher : IProgress<TaskProgress>, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly RunTask _command;
    private readonly TaskEventPublisher _events;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private TaskProgress? _waiting;
    private Task _sent = Task.CompletedTask;
    private bool _isPausing;
    private bool _hasEnded;
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
            _waiting = value;
            SendWhenIdle();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        lock (_lock)
        {
            _hasEnded = true;
            if (_waiting is { } last)
            {
                _waiting = null;
                _ = Publish(last);
            }
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
        if (_waiting is not { } newest || _isPausing || _hasEnded || !_sent.IsCompleted)
        {
            return;
        }

        _waiting = null;
        _isPausing = true;
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        // Not awaited: progress is worth nothing once the next report is there, and the attempt's end waits for its own event.
        _sent = Publish(newest);
        _ = GoOn(_sent);
    }

    private async Task GoOn(Task sent)
    {
        await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            SendWhenIdle();
        }
    }

    private Task Publish(TaskProgress progress) => _events.Publish(TaskEvent.Of(new TaskProgressed
    {
        TaskId = _command.TaskId,
        Attempt = _command.Attempt,
        Sequence = ++_sequence,
        Percent = progress.Percent,
        Message = progress.Message,
    }));
}
