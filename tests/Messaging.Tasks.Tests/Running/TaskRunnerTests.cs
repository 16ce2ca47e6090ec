using System.Text.Json;
using Messaging.Contracts;
using Messaging.Tasks.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Tasks.Tests.Running;

public sealed class TaskRunnerTests
{
    [Fact]
    public async Task What_the_handler_returns_is_the_result()
    {
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(new { Sum = 3 }));

        var outcome = await run.Start();

        outcome.ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetRawText().ShouldBe("""{"sum":3}""");
    }

    [Fact]
    public async Task The_handler_sees_which_attempt_it_runs()
    {
        await using var run = new ScriptedRun(
            context => Task.FromResult<object?>(new object[] { context.TaskId, context.Name, context.Attempt, context.MaxAttempts }));

        var outcome = await run.Start(ScriptedRun.Command with { Attempt = 2, Retry = new RetryOverride { MaxAttempts = 5 } });

        outcome.ShouldBeOfType<TaskOutcome.Succeeded>().Result.GetRawText()
            .ShouldBe("""["0198c0de-0000-7000-8000-000000000001","tests.scripted",2,5]""");
    }

    [Fact]
    public async Task A_failure_is_due_again_after_the_jittered_delay()
    {
        await using var run = new ScriptedRun(_ => throw new IOException("The disk is full."));

        var failed = (await run.Start(ScriptedRun.Command with { Attempt = 2 })).ShouldBeOfType<TaskOutcome.Failed>();

        failed.Error.Type.ShouldBe("System.IO.IOException");
        failed.RetryAt.ShouldBe(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task The_last_attempt_fails_for_good()
    {
        await using var run = new ScriptedRun(_ => throw new IOException());

        (await run.Start(ScriptedRun.Command with { Attempt = 3 })).ShouldBeOfType<TaskOutcome.Failed>().RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task Deferrals_do_not_use_up_attempts()
    {
        await using var run = new ScriptedRun(_ => throw new IOException());

        var failed = (await run.Start(ScriptedRun.Command with { Attempt = 42, Deferrals = 40 })).ShouldBeOfType<TaskOutcome.Failed>();

        failed.RetryAt.ShouldBe(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_command_that_claims_more_deferrals_than_attempts_is_a_first_attempt()
    {
        await using var run = new ScriptedRun(_ => throw new IOException());

        var failed = (await run.Start(ScriptedRun.Command with { Attempt = 1, Deferrals = 9 })).ShouldBeOfType<TaskOutcome.Failed>();

        failed.RetryAt.ShouldBe(run.Clock.GetUtcNow() + TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_permanent_error_fails_for_good()
    {
        await using var run = new ScriptedRun(_ => throw new PermanentTaskException("There is no such account."));

        var failed = (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>();

        failed.RetryAt.ShouldBeNull();
        failed.Error.Message.ShouldBe("There is no such account.");
    }

    [Fact]
    public async Task Retry_after_says_when_the_task_is_due()
    {
        await using var run = new ScriptedRun(_ => throw new RetryAfterException(TimeSpan.MaxValue, "Busy."));

        (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>().RetryAt.ShouldBe(run.Clock.GetUtcNow() + TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task A_retry_filter_that_throws_ends_the_task_with_the_handlers_own_error()
    {
        await using var run = new ScriptedRun(_ => throw new DivideByZeroException());

        var failed = (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>();

        failed.RetryAt.ShouldBeNull();
        failed.Error.Type.ShouldBe("System.DivideByZeroException");
    }

    [Fact]
    public async Task An_expired_task_does_not_start()
    {
        var started = false;
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(started = true));

        (await run.Start(ScriptedRun.Command with { ExpiresAt = run.Clock.GetUtcNow() })).ShouldBeOfType<TaskOutcome.Expired>();

        started.ShouldBeFalse();
        (await run.Start(ScriptedRun.Command with { ExpiresAt = run.Clock.GetUtcNow().AddTicks(1) }))
            .ShouldBeOfType<TaskOutcome.Succeeded>();
    }

    [Fact]
    public async Task A_name_that_no_handler_has_is_parked_for_a_newer_worker()
    {
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(null));

        var parked = (await run.Start(ScriptedRun.Command with { Name = "tests.unknown" })).ShouldBeOfType<TaskOutcome.Parked>();

        parked.Reason.ShouldContain("tests.unknown");
    }

    [Fact]
    public async Task A_result_that_is_too_large_fails_for_good()
    {
        await using var run = new ScriptedRun(
            context => Task.FromResult<object?>(new string('x', TaskRunner.ResultLimit - 2 + (context.Attempt - 1))));

        (await run.Start()).ShouldBeOfType<TaskOutcome.Succeeded>();
        var failed = (await run.Start(ScriptedRun.Command with { Attempt = 2 })).ShouldBeOfType<TaskOutcome.Failed>();

        failed.RetryAt.ShouldBeNull();
        failed.Error.Message.ShouldContain("larger than 256 KiB");
    }

    [Fact]
    public async Task Without_arguments_the_task_fails_for_good()
    {
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(null));

        var failed = (await run.Start(ScriptedRun.Command with { Arguments = default })).ShouldBeOfType<TaskOutcome.Failed>();

        failed.Error.Type.ShouldBe("invalid-arguments");
        failed.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task Every_attempt_has_a_scope_of_its_own_that_ends_with_it()
    {
        var resources = new List<Resource>();
        await using var run = new ScriptedRun(
            _ => Task.FromResult<object?>(null),
            services => services.AddScoped<Func<TaskContext, Task<object?>>>(provider =>
            {
                var resource = provider.GetRequiredService<Resource>();
                resources.Add(resource);
                return _ => Task.FromResult<object?>(resource.IsDisposed);
            }).AddScoped<Resource>());

        var first = await run.Start();
        var second = await run.Start();

        first.ShouldBeOfType<TaskOutcome.Succeeded>().Result.ValueKind.ShouldBe(JsonValueKind.False);
        second.ShouldBeOfType<TaskOutcome.Succeeded>().Result.ValueKind.ShouldBe(JsonValueKind.False);
        resources.Count.ShouldBe(2);
        resources.ShouldAllBe(resource => resource.IsDisposed);
    }

    [Fact]
    public async Task The_attempts_of_a_task_are_those_of_its_type_unless_the_command_says_otherwise()
    {
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(null));

        run.Runner.MaxAttempts(ScriptedRun.Command).ShouldBe(3);
        run.Runner.MaxAttempts(ScriptedRun.Command with { Retry = new RetryOverride { MaxAttempts = 7 } }).ShouldBe(7);
        run.Runner.MaxAttempts(ScriptedRun.Command with { Name = "tests.unknown" }).ShouldBeNull();
    }

    [Fact]
    public async Task The_longest_an_attempt_takes_is_its_time_limit_and_its_grace()
    {
        await using var run = new ScriptedRun(_ => Task.FromResult<object?>(null));

        run.Runner.LongestRun(ScriptedRun.Command).ShouldBe(ScriptedTask.Limit + ScriptedTask.Grace);
        run.Runner.LongestRun(ScriptedRun.Command with { TimeLimit = TimeSpan.FromSeconds(5) })
            .ShouldBe(TimeSpan.FromSeconds(5) + ScriptedTask.Grace);
        run.Runner.LongestRun(ScriptedRun.Command with { Name = "tests.unknown" }).ShouldBe(TimeSpan.Zero);
    }

    private sealed class Resource : IAsyncDisposable
    {
        public bool IsDisposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
