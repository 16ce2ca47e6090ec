using Messaging.Tasks.Running;
using Messaging.TestSupport;

namespace Messaging.Tasks.Tests.Running;

public sealed class TaskRunnerCancelTests : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource<object?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AttemptSignals Signals => new() { CancelRequested = _cancel.Token };

    public void Dispose() => _cancel.Dispose();

    [Fact]
    public async Task A_handler_that_gives_up_when_its_task_is_cancelled_ends_so()
    {
        await using var run = new ScriptedRun(async context =>
        {
            _started.SetResult();
            return await _end.Task.WaitAsync(context.CancellationToken);
        });
        var outcome = run.Start(Signals);
        await _started.Task;

        await _cancel.CancelAsync();

        (await outcome).ShouldBeOfType<TaskOutcome.Canceled>();
        run.Runner.LeakedHandlers.ShouldBe(0);
    }

    [Fact]
    public async Task A_handler_that_fails_when_its_task_is_cancelled_is_cancelled_too()
    {
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start(Signals);
        await _started.Task;

        await _cancel.CancelAsync();
        _end.SetException(new IOException("The call inside was broken off."));

        (await outcome).ShouldBeOfType<TaskOutcome.Canceled>();
    }

    [Fact]
    public async Task A_handler_that_returns_all_the_same_has_succeeded()
    {
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start(Signals);
        await _started.Task;

        await _cancel.CancelAsync();
        _end.SetResult("done");

        (await outcome).ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetString().ShouldBe("done");
    }

    [Fact]
    public async Task A_handler_that_ignores_a_cancel_is_left_behind_after_its_grace()
    {
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start(Signals);
        await _started.Task;

        await _cancel.CancelAsync();
        // The attempt's own time limit is the other timer.
        await Eventually.Is(() => run.Clock.WaitingTimers == 2);
        outcome.IsCompleted.ShouldBeFalse();
        run.Clock.Advance(ScriptedTask.Grace);

        (await outcome).ShouldBeOfType<TaskOutcome.Canceled>();
        run.Runner.LeakedHandlers.ShouldBe(1);
        _end.SetResult(null);
        await Eventually.Is(() => run.Runner.LeakedHandlers == 0);
    }

    [Fact]
    public async Task A_cancel_counts_for_more_than_a_shutdown()
    {
        using var stop = new CancellationTokenSource();
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start(Signals with { Stop = stop.Token });
        await _started.Task;

        await stop.CancelAsync();
        await _cancel.CancelAsync();
        _end.SetException(new OperationCanceledException());

        (await outcome).ShouldBeOfType<TaskOutcome.Canceled>();
    }

    private Task<object?> WaitForEnd(TaskContext context)
    {
        _started.SetResult();
        return _end.Task;
    }
}
