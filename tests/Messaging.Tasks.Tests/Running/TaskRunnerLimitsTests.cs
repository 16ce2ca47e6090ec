using Messaging.TestSupport;

namespace Messaging.Tasks.Tests.Running;

public sealed class TaskRunnerLimitsTests
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource<object?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_handler_that_gives_up_in_time_has_timed_out_and_is_retried()
    {
        await using var run = new ScriptedRun(WaitForToken);
        var outcome = run.Start();
        await _started.Task;

        run.Clock.Advance(ScriptedTask.Limit);

        var failed = (await outcome).ShouldBeOfType<TaskOutcome.Failed>();
        failed.Error.Type.ShouldBe("timed-out");
        failed.Error.Message.ShouldBe("The attempt ran longer than 00:01:00.");
        failed.RetryAt.ShouldBe(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(4));
        run.Runner.LeakedHandlers.ShouldBe(0);
    }

    [Fact]
    public async Task The_commands_own_time_limit_wins()
    {
        await using var run = new ScriptedRun(WaitForToken);
        var outcome = run.Start(ScriptedRun.Command with { TimeLimit = TimeSpan.FromSeconds(5) });
        await _started.Task;

        run.Clock.Advance(TimeSpan.FromSeconds(5));

        (await outcome).ShouldBeOfType<TaskOutcome.Failed>().Error.Message.ShouldBe("The attempt ran longer than 00:00:05.");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task A_time_limit_of_nothing_times_out_at_once(long ticks)
    {
        await using var run = new ScriptedRun(WaitForToken);

        var outcome = await run.Start(ScriptedRun.Command with { TimeLimit = TimeSpan.FromTicks(ticks) });

        outcome.ShouldBeOfType<TaskOutcome.Failed>().Error.Type.ShouldBe("timed-out");
    }

    [Fact]
    public async Task A_time_limit_beyond_all_bounds_does_no_harm()
    {
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(null));

        (await run.Start(ScriptedRun.Command with { TimeLimit = TimeSpan.MaxValue })).ShouldBeOfType<TaskOutcome.Succeeded>();
    }

    [Fact]
    public async Task A_handler_that_ignores_its_token_is_left_behind_and_counted_until_it_ends()
    {
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start();
        await _started.Task;

        run.Clock.Advance(ScriptedTask.Limit);
        await GraceHasBegun(run);
        outcome.IsCompleted.ShouldBeFalse();
        run.Clock.Advance(ScriptedTask.Grace);

        (await outcome).ShouldBeOfType<TaskOutcome.Failed>().Error.Message.ShouldContain("ignored its cancellation token");
        run.Runner.LeakedHandlers.ShouldBe(1);
        _end.SetResult(null);
        await Eventually.Is(() => run.Runner.LeakedHandlers == 0);
    }

    [Fact]
    public async Task The_token_of_a_handler_that_was_left_behind_stays_usable()
    {
        var token = CancellationToken.None;
        await using var run = new ScriptedRun(context =>
        {
            token = context.CancellationToken;
            return WaitForEnd(context);
        });
        var outcome = run.Start();
        await _started.Task;

        run.Clock.Advance(ScriptedTask.Limit);
        await GraceHasBegun(run);
        run.Clock.Advance(ScriptedTask.Grace);
        await outcome;

        using (token.Register(() => { }))
        {
            token.WaitHandle.WaitOne(TimeSpan.Zero).ShouldBeTrue();
        }

        _end.SetResult(null);
        await Eventually.Is(() => run.Runner.LeakedHandlers == 0);
    }

    [Fact]
    public async Task A_handler_that_ends_within_its_grace_has_succeeded()
    {
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start();
        await _started.Task;

        run.Clock.Advance(ScriptedTask.Limit);
        await GraceHasBegun(run);
        _end.SetResult("done");

        (await outcome).ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetString().ShouldBe("done");
    }

    [Fact]
    public async Task A_handler_that_the_caller_stops_is_stopped_not_failed()
    {
        using var caller = new CancellationTokenSource();
        await using var run = new ScriptedRun(WaitForToken);
        var outcome = run.Start(cancellationToken: caller.Token);
        await _started.Task;

        await caller.CancelAsync();

        (await outcome).ShouldBe(new TaskOutcome.Stopped(IsLeftBehind: false));
    }

    [Fact]
    public async Task A_handler_that_ignores_the_caller_is_left_behind_and_stopped()
    {
        using var caller = new CancellationTokenSource();
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start(cancellationToken: caller.Token);
        await _started.Task;

        await caller.CancelAsync();
        // The attempt's own time limit is the other timer.
        await Eventually.Is(() => run.Clock.WaitingTimers == 2);
        run.Clock.Advance(ScriptedTask.Grace);

        (await outcome).ShouldBe(new TaskOutcome.Stopped(IsLeftBehind: true));
        run.Runner.LeakedHandlers.ShouldBe(1);
        _end.SetResult(null);
        await Eventually.Is(() => run.Runner.LeakedHandlers == 0);
    }

    [Fact]
    public async Task A_handler_that_cancels_itself_has_failed()
    {
        await using var run = new ScriptedRun(_ => throw new OperationCanceledException("The call inside was cancelled."));

        (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>().RetryAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_handlers_own_timeout_is_its_failure()
    {
        await using var run = new ScriptedRun(_ => throw new TimeoutException("The database did not answer."));

        (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>().Error.Message.ShouldBe("The database did not answer.");
        run.Runner.LeakedHandlers.ShouldBe(0);
    }

    [Fact]
    public async Task However_quick_the_handlers_are_none_is_lost()
    {
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(null));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5_000).Select(_ => run.Start()));

        outcomes.ShouldAllBe(outcome => outcome is TaskOutcome.Succeeded);
        run.Clock.WaitingTimers.ShouldBe(0);
    }

    private static Task GraceHasBegun(ScriptedRun run) => Eventually.Is(() => run.Clock.WaitingTimers == 1);

    private async Task<object?> WaitForToken(TaskContext context)
    {
        _started.SetResult();
        return await _end.Task.WaitAsync(context.CancellationToken);
    }

    private Task<object?> WaitForEnd(TaskContext context)
    {
        _started.SetResult();
        return _end.Task;
    }
}
