using System.Globalization;
using Messaging.Tasks.Running;
using Messaging.TestSupport;

namespace Messaging.Tasks.Tests.Running;

public sealed class TaskRunnerPatienceTests
{
    [Fact]
    public async Task The_soft_limit_fires_before_the_token_and_leaves_time_to_finish_up()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var run = new ScriptedRun(async context =>
        {
            started.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(context.SoftLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return context.CancellationToken.IsCancellationRequested ? "stopped" : "finished up";
        });
        var outcome = run.StartPatient();
        await started.Task;

        run.Clock.Advance(PatientTask.SoftLimit - TimeSpan.FromMilliseconds(1));
        outcome.IsCompleted.ShouldBeFalse();
        run.Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await outcome).ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetString().ShouldBe("finished up");
    }

    [Fact]
    public async Task Without_a_soft_limit_its_token_never_fires()
    {
        await using var run = new ScriptedRun(context => Task.FromResult<object?>(context.SoftLimit.CanBeCanceled));

        (await run.Start()).ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task A_soft_limit_that_is_not_below_the_time_limit_never_fires(long ticksBelow, bool fires)
    {
        await using var run = new ScriptedRun(context => Task.FromResult<object?>(context.SoftLimit.CanBeCanceled));

        var outcome = await run.Start(
            ScriptedRun.Command with { Name = PatientTask.Name, TimeLimit = PatientTask.SoftLimit + TimeSpan.FromTicks(ticksBelow) });

        outcome.ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetBoolean().ShouldBe(fires);
    }

    [Fact]
    public async Task An_attempt_that_has_ended_leaves_no_timers_behind()
    {
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(null));

        await run.StartPatient();

        await Eventually.Is(() => run.Clock.WaitingTimers == 0);
    }

    [Fact]
    public async Task An_error_that_may_pass_is_tried_again_within_the_attempt()
    {
        var runs = 0;
        await using var run = new ScriptedRun(
            _ => Interlocked.Increment(ref runs) <= PatientTask.Retries ? throw new IOException("Busy.") : Task.FromResult<object?>(runs));

        var outcome = await Ended(run, run.StartPatient());

        outcome.ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetInt32().ShouldBe(PatientTask.Retries + 1);
    }

    [Fact]
    public async Task An_error_that_does_not_pass_fails_the_attempt_after_its_immediate_retries()
    {
        var runs = 0;
        await using var run = new ScriptedRun(_ => throw new IOException($"Busy {Interlocked.Increment(ref runs)}."));

        var outcome = await Ended(run, run.StartPatient());

        outcome.ShouldBeOfType<TaskOutcome.Failed>().Error.Message.ShouldBe($"Busy {PatientTask.Retries + 1}.");
    }

    [Theory]
    [MemberData(nameof(ErrorsThatAreNotTriedAgain))]
    public async Task Other_errors_are_not_tried_again_within_the_attempt(Exception error)
    {
        var runs = 0;
        await using var run = new ScriptedRun(_ =>
        {
            Interlocked.Increment(ref runs);
            throw error;
        });

        await run.StartPatient();

        runs.ShouldBe(1);
    }

    public static TheoryData<Exception> ErrorsThatAreNotTriedAgain() =>
    [
        new NotSupportedException("The policy does not retry it."),
        new PermanentTaskException("It cannot succeed."),
        new RetryAfterException(TimeSpan.FromMinutes(1), "It says itself when."),
        new TaskDeferredException("It is put off."),
        new ArithmeticException("The filter throws."),
    ];

    [Fact]
    public async Task An_immediate_retry_that_waits_is_given_up_when_the_attempt_is_to_stop()
    {
        var runs = 0;
        var timersOfTheAttempt = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedRun? running = null;
        await using var run = running = new ScriptedRun(_ =>
        {
            Interlocked.Increment(ref runs);
            timersOfTheAttempt.TrySetResult(running!.Clock.WaitingTimers);
            throw new IOException("Busy.");
        });
        using var stop = new CancellationTokenSource();
        var outcome = run.StartPatient(stop.Token);
        var timers = await timersOfTheAttempt.Task;
        await Eventually.Is(() => run.Clock.WaitingTimers > timers);

        // Time stands still, so the retry waits until the attempt is told to stop.
        await stop.CancelAsync();

        (await outcome).ShouldBe(new TaskOutcome.Stopped(IsLeftBehind: false));
        runs.ShouldBe(1);
    }

    [Theory]
    [InlineData("-5.00:00:00", "00:00:01")]
    [InlineData("00:00:00", "00:00:01")]
    [InlineData("00:00:00.001", "00:00:01")]
    [InlineData("00:00:02", "00:00:02")]
    [InlineData("5.00:00:00", "5.00:00:00")]
    [InlineData("40.00:00:00", "30.00:00:00")]
    public async Task A_handler_that_puts_its_task_off_says_until_when_within_bounds(string wanted, string expected)
    {
        var now = new WatchedTimeProvider().GetUtcNow();
        await using var run = new ScriptedRun(
            context => throw context.Defer(now + TimeSpan.Parse(wanted, CultureInfo.InvariantCulture), "The bank is closed."));

        (await run.Start())
            .ShouldBe(new TaskOutcome.Deferred(now + TimeSpan.Parse(expected, CultureInfo.InvariantCulture), "The bank is closed."));
    }

    [Fact]
    public async Task A_handler_that_puts_its_task_off_without_a_time_does_not_come_back_in_a_hot_loop()
    {
        await using var run = new ScriptedRun(_ => throw new TaskDeferredException("Later."));

        (await run.Start()).ShouldBe(new TaskOutcome.Deferred(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), "Later."));
    }

    [Fact]
    public async Task Of_an_attempts_log_a_thousand_lines_travel_and_long_ones_are_cut()
    {
        var lines = new List<string>();
        await using var run = new ScriptedRun(context =>
        {
            for (var i = 0; i < 2 * TaskContext.LogLinesLimit; i++)
            {
                context.Log(new string('x', TaskContext.LogLineLimit + i));
            }

            return Task.FromResult<object?>(null);
        });

        await run.Start(new AttemptSignals { Log = new Collected(lines) });

        lines.Count.ShouldBe(TaskContext.LogLinesLimit);
        lines.ShouldAllBe(line => line.Length == TaskContext.LogLineLimit);
    }

    [Fact]
    public async Task A_line_at_the_limit_travels_as_it_is()
    {
        var lines = new List<string>();
        var line = string.Concat(new string('x', TaskContext.LogLineLimit - 1), "y");
        await using var run = new ScriptedRun(context =>
        {
            context.Log(line);
            context.Log(line + "z");
            return Task.FromResult<object?>(null);
        });

        await run.Start(new AttemptSignals { Log = new Collected(lines) });

        lines.ShouldBe([line, line]);
    }

    private static async Task<TaskOutcome> Ended(ScriptedRun run, Task<TaskOutcome> outcome)
    {
        await Eventually.Is(() =>
        {
            run.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return outcome.IsCompleted;
        });
        return await outcome;
    }

    private sealed class Collected(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
