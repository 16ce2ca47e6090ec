using Messaging.Tasks.Running;

namespace Messaging.Tasks.Tests.Running;

/// <summary>
/// Libraries translate a cancellation into errors of their own. What ends after its token has fired has ended because of that.
/// </summary>
public sealed class TaskRunnerCauseTests
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource<object?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static TheoryData<Exception> Translations() =>
    [
        new OperationCanceledException("Cancelled."),
        new TaskCanceledException("Cancelled."),
        new IOException("Operation cancelled by user."),
        new HttpRequestException("The request was aborted."),
        new InvalidOperationException("A severe error occurred on the current command. Operation cancelled by user."),
        new TimeoutException("The call timed out."),
        new AggregateException(new OperationCanceledException()),
        new ArithmeticException("The filter throws."),
    ];

    public static TheoryData<Exception> Verdicts() =>
    [
        new PermanentTaskException("Cancelled for good."),
        new RetryAfterException(TimeSpan.FromHours(1), "Busy."),
    ];

    [Theory]
    [MemberData(nameof(Translations))]
    [MemberData(nameof(Verdicts))]
    public async Task Whatever_is_thrown_after_the_worker_was_told_to_stop_gives_the_attempt_back(Exception thrown)
    {
        using var stop = new CancellationTokenSource();
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start(cancellationToken: stop.Token);
        await _started.Task;

        await stop.CancelAsync();
        _end.SetException(thrown);

        (await outcome).ShouldBe(new TaskOutcome.Stopped(IsLeftBehind: false));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    [MemberData(nameof(Verdicts))]
    public async Task Whatever_is_thrown_after_a_cancel_ends_the_task_as_cancelled(Exception thrown)
    {
        using var cancel = new CancellationTokenSource();
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start(new AttemptSignals { CancelRequested = cancel.Token });
        await _started.Task;

        await cancel.CancelAsync();
        _end.SetException(thrown);

        (await outcome).ShouldBeOfType<TaskOutcome.Canceled>();
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public async Task Whatever_is_thrown_after_the_time_limit_has_timed_out_and_is_retried(Exception thrown)
    {
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start();
        await _started.Task;

        run.Clock.Advance(ScriptedTask.Limit);
        _end.SetException(thrown);

        var failed = (await outcome).ShouldBeOfType<TaskOutcome.Failed>();
        failed.Error.Type.ShouldBe("timed-out");
        failed.Error.Message.ShouldBe("The attempt ran longer than 00:01:00.");
        failed.RetryAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_handler_may_decide_what_its_time_limit_means()
    {
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start();
        await _started.Task;

        run.Clock.Advance(ScriptedTask.Limit);
        _end.SetException(new PermanentTaskException("It will never fit."));

        var failed = (await outcome).ShouldBeOfType<TaskOutcome.Failed>();
        failed.Error.Message.ShouldBe("It will never fit.");
        failed.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_handler_that_is_told_to_stop_may_put_its_task_off()
    {
        using var stop = new CancellationTokenSource();
        await using var run = new ScriptedRun(WaitForEnd);
        var later = run.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        var outcome = run.Start(cancellationToken: stop.Token);
        await _started.Task;

        await stop.CancelAsync();
        _end.SetException(new TaskDeferredException(later, "Half done."));

        (await outcome).ShouldBe(new TaskOutcome.Deferred(later, "Half done."));
    }

    [Fact]
    public async Task What_was_thrown_before_the_token_fired_is_the_handlers_own()
    {
        using var stop = new CancellationTokenSource();
        await using var run = new ScriptedRun(_ => throw new IOException("Busy."));

        (await run.Start(cancellationToken: stop.Token)).ShouldBeOfType<TaskOutcome.Failed>().Error.Message.ShouldBe("Busy.");
    }

    [Fact]
    public async Task A_time_limit_is_retried_although_the_policy_retries_only_other_errors()
    {
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start(ScriptedRun.Command with { Name = PickyTask.Name });
        await _started.Task;

        run.Clock.Advance(PickyTask.Limit);
        _end.SetException(new OperationCanceledException());

        (await outcome).ShouldBeOfType<TaskOutcome.Failed>().RetryAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_time_limit_that_leaves_its_handler_behind_is_retried_although_the_policy_retries_only_other_errors()
    {
        await using var run = new ScriptedRun(WaitForEnd);
        var outcome = run.Start(ScriptedRun.Command with { Name = PickyTask.Name });
        await _started.Task;

        await Messaging.TestSupport.Eventually.Is(() =>
        {
            run.Clock.Advance(PickyTask.Limit);
            return outcome.IsCompleted;
        });

        (await outcome).ShouldBeOfType<TaskOutcome.Failed>().RetryAt.ShouldNotBeNull();
        _end.SetResult(null);
        await Messaging.TestSupport.Eventually.Is(() => run.Runner.LeakedHandlers == 0);
    }

    [Fact]
    public async Task A_handlers_own_timeout_is_an_error_like_others()
    {
        await using var run = new ScriptedRun(_ => throw new TimeoutException("The database did not answer."));

        (await run.Start(ScriptedRun.Command with { Name = PickyTask.Name })).ShouldBeOfType<TaskOutcome.Failed>().RetryAt.ShouldBeNull();
    }

    private async Task<object?> WaitForEnd(TaskContext context)
    {
        _started.SetResult();
        return await _end.Task;
    }
}
