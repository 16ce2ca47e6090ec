using System.Reflection;
using System.Text;
using System.Text.Json;
using Messaging.Tasks.Running;
using Messaging.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Tasks.Tests.Running;

/// <summary>Whatever an author's code does while it fails, the attempt ends.</summary>
public sealed class TaskRunnerFailureTests
{
    [Theory]
    [MemberData(nameof(HostileExceptions.Names), MemberType = typeof(HostileExceptions))]
    public async Task Whatever_an_exception_does_when_it_is_looked_at_the_attempt_has_failed(string kind)
    {
        await using var run = new ScriptedRun(_ => throw HostileExceptions.Of(kind));

        var error = (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>().Error;

        error.Type.ShouldNotBeNullOrWhiteSpace();
        error.Type.Length.ShouldBeLessThanOrEqualTo(1024);
        error.Message.ShouldNotBeNullOrWhiteSpace();
        (error.Message.Length + (error.Stack?.Length ?? 0)).ShouldBeLessThanOrEqualTo(TaskErrors.TextLimit);
        JsonSerializer.SerializeToUtf8Bytes(error).ShouldNotBeEmpty();
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(error.Message))
            .ShouldBe(error.Message, "a text that cannot be encoded does not travel");
    }

    [Theory]
    [MemberData(nameof(HostileExceptions.Names), MemberType = typeof(HostileExceptions))]
    public async Task An_exception_that_a_retry_filter_throws_does_no_more_harm_than_the_handlers_own(string kind)
    {
        await using var run = new ScriptedRun(_ => throw new FilteredTask.JudgedException(() => throw HostileExceptions.Of(kind)));

        var failed = (await run.Start(ScriptedRun.Command with { Name = FilteredTask.Name })).ShouldBeOfType<TaskOutcome.Failed>();

        failed.Error.Message.ShouldBe("Busy.");
        failed.RetryAt.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(HostileExceptions.Names), MemberType = typeof(HostileExceptions))]
    public async Task Immediate_retries_of_such_exceptions_end_too(string kind)
    {
        await using var run = new ScriptedRun(_ => throw HostileExceptions.Of(kind));
        var outcome = run.StartPatient();

        await Eventually.Is(() =>
        {
            run.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return outcome.IsCompleted;
        });

        (await outcome).ShouldBeOfType<TaskOutcome.Failed>();
    }

    [Fact]
    public async Task What_a_handler_waited_for_or_called_by_reflection_counts_as_if_it_had_thrown_it()
    {
        await using var run = new ScriptedRun(_ =>
            throw new AggregateException(
                new TargetInvocationException(new AggregateException(new PermanentTaskException("No such customer.")))));

        var failed = (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>();

        (failed.Error.Type, failed.Error.Message, failed.RetryAt).ShouldBe(("permanent", "No such customer.", null));
    }

    [Fact]
    public async Task Of_several_failures_none_counts_alone()
    {
        await using var run = new ScriptedRun(
            _ => throw new AggregateException(new PermanentTaskException("One."), new IOException("Two.")));

        var failed = (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>();

        (failed.Error.Type, failed.RetryAt is null).ShouldBe(("System.AggregateException", false));
    }

    [Fact]
    public async Task A_filter_that_never_answers_is_left_behind_as_a_handler_is()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var end = new ManualResetEventSlim();
        await using var run = new ScriptedRun(_ => throw new FilteredTask.JudgedException(() =>
        {
            asked.TrySetResult();
            end.Wait();
            return true;
        }));
        var outcome = run.Start(ScriptedRun.Command with { Name = FilteredTask.Name });
        await asked.Task;

        await Eventually.Is(() =>
        {
            run.Clock.Advance(TimeSpan.FromMinutes(1));
            return outcome.IsCompleted;
        });

        (await outcome).ShouldBeOfType<TaskOutcome.Failed>().Error.Type.ShouldBe("timed-out");
        end.Set();
        await Eventually.Is(() => run.Runner.LeakedHandlers == 0);
    }

    [Fact]
    public async Task A_handler_that_returns_no_task_has_failed_and_is_told_so()
    {
#pragma warning disable VSTHRD114 // The mistake of an author is what is tested.
        await using var run = new ScriptedRun(_ => null!);
#pragma warning restore VSTHRD114

        (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>().Error.Message.ShouldContain("returned null instead of a task");
    }

    [Fact]
    public async Task What_the_end_of_a_scope_throws_does_not_take_the_place_of_the_handlers_error()
    {
        await using var run = new ScriptedRun(
            _ => throw new PermanentTaskException("There is no such account."),
            Disposing(() => throw new IOException("The connection was closed.")));

        var failed = (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>();

        failed.Error.Message.ShouldBe("There is no such account.");
        failed.RetryAt.ShouldBeNull();
    }

    [Fact]
    public async Task What_the_end_of_a_scope_throws_fails_a_handler_that_had_returned()
    {
        await using var run = new ScriptedRun(
            _ => Task.FromResult<object?>(1), Disposing(() => throw new IOException("The work could not be saved.")));

        (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>().Error.Message.ShouldBe("The work could not be saved.");
    }

    [Fact]
    public async Task A_handler_that_cannot_be_created_has_failed()
    {
        await using var run = new ScriptedRun(
            _ =>
                Task.FromResult<object?>(null), services =>
                    services.AddScoped<Func<TaskContext, Task<object?>>>(_ => throw new IOException("No configuration.")));

        (await run.Start()).ShouldBeOfType<TaskOutcome.Failed>().Error.Message.ShouldBe("No configuration.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_handler_has_registered_with_its_token_may_throw_or_never_end(bool neverEnds)
    {
        using var end = new ManualResetEventSlim();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var run = new ScriptedRun(async context =>
        {
            await new TaskCompletionSource().Task.WaitAsync(Registered(context.CancellationToken));
            return null;
        });
        var outcome = run.Start();
        await started.Task;

        // The time limit fires on a timer's thread, where an exception would end the process.
        run.Clock.Advance(ScriptedTask.Limit);
        await Eventually.Is(() =>
        {
            run.Clock.Advance(TimeSpan.FromSeconds(1));
            return outcome.IsCompleted;
        });

        (await outcome).ShouldBeOfType<TaskOutcome.Failed>().Error.Type.ShouldBe("timed-out");
        end.Set();
        await Eventually.Is(() => run.Runner.LeakedHandlers == 0);

        CancellationToken Registered(CancellationToken token)
        {
            token.Register(() =>
            {
                if (neverEnds)
                {
                    end.Wait();
                }

                throw new IOException("The callback is broken.");
            });
            started.SetResult();
            return token;
        }
    }

    [Fact]
    public async Task What_a_handler_has_registered_with_its_soft_limit_may_throw()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var run = new ScriptedRun(async context =>
        {
            context.SoftLimit.Register(() => throw new IOException("The callback is broken."));
            started.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(context.SoftLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return "finished up";
        });
        var outcome = run.StartPatient();
        await started.Task;

        run.Clock.Advance(PatientTask.SoftLimit);

        (await outcome).ShouldBeOfType<TaskOutcome.Succeeded>();
    }

    [Fact]
    public async Task A_reason_to_put_the_task_off_is_cut_however_it_was_given()
    {
        await using var run = new ScriptedRun(_ => throw new TaskDeferredException(new string('x', 1_000_000)));

        (await run.Start()).ShouldBeOfType<TaskOutcome.Deferred>().Reason.Length.ShouldBe(TaskDeferredException.ReasonLimit);
    }

    private static Action<IServiceCollection> Disposing(Action act) => services => services
        .AddScoped(_ => new Resource(act))
        .AddScoped<Func<TaskContext, Task<object?>>>(provider =>
        {
            var script = (Func<TaskContext, Task<object?>>)services.First(
                service => service.ServiceType == typeof(Func<TaskContext, Task<object?>>)).ImplementationInstance!;
            provider.GetRequiredService<Resource>();
            return script;
        });

    private sealed class Resource(Action act) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            act();
            return ValueTask.CompletedTask;
        }
    }
}
