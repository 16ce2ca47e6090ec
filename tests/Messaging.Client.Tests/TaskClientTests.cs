using System.Diagnostics;
using MassTransit;
using Messaging.Client.Errors;
using Messaging.Client.Status;
using Messaging.Client.Submission;
using Messaging.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Client.Tests;

public sealed class TaskClientTests : IClassFixture<RunningTasks>, IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly TypedTask<Numbers, double> Add = new("math.add");

    private readonly RunningTasks _running;
    private readonly ServiceProvider _services;
    private readonly ITaskClient _client;

    public TaskClientTests(RunningTasks running)
    {
        _running = running;
        _services = RunningTasks.ClientOf(options => options.UseHttp(running.Address, apiKey: RunningTasks.ApiKey));
        _client = _services.GetRequiredService<ITaskClient>();
    }

    [Fact]
    public async Task A_task_is_submitted_and_its_result_awaited_in_two_lines()
    {
        var task = await _client.SubmitAsync("math.add", new { a = 1, b = 2 });

        (await task.WaitAsync<int>(Long)).ShouldBe(3);
    }

    [Fact]
    public async Task A_typed_task_has_a_typed_result()
    {
        var task = await _client.SubmitAsync(Add, new Numbers(1, 2));

        (await task.WaitAsync(Long)).ShouldBe(3);
    }

    [Fact]
    public async Task All_options_arrive()
    {
        var options = new SubmitOptions
        {
            Id = Guid.NewGuid(),
            Queue = "slow",
            Delay = TimeSpan.FromHours(1),
            ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(2),
            Retry = new RetryOverride
            {
                MaxAttempts = 3,
                Backoff = "linear",
                BaseDelay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromMinutes(1),
            },
            TimeLimit = TimeSpan.FromMinutes(5),
            Key = "customer 7",
            Tags = ["nightly"],
        };

        var task = await (await _client.SubmitAsync("math.add", new { a = 1, b = 2 }, options)).GetAsync();

        task.Id.ShouldBe(options.Id.Value);
        task.State.ShouldBe(TaskStateNames.Scheduled);
        task.Queue.ShouldBe("slow");
        task.MaxAttempts.ShouldBe(3);
        (task.DueAt - task.CreatedAt).ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task The_same_id_again_is_the_same_task_and_with_something_else_a_conflict()
    {
        var options = new SubmitOptions { Id = Guid.NewGuid() };
        var first = await _client.SubmitAsync("math.add", new { a = 1, b = 2 }, options);

        (await _client.SubmitAsync("math.add", new { a = 1, b = 2 }, options)).Id.ShouldBe(first.Id);
        (
            await Should.ThrowAsync<TaskRefusedException>(
                _client.SubmitAsync("math.add", new { a = 1, b = 3 }, options))).Status.ShouldBe(409);
    }

    [Fact]
    public async Task A_refusal_says_which_fields_are_wrong()
    {
        var refusal = await Should.ThrowAsync<TaskRefusedException>(_client.SubmitAsync("math.add", new { a = "one" }));

        refusal.Status.ShouldBe(422);
        refusal.Errors.Keys.ShouldBe(["args.a", "args.b"], ignoreOrder: true);
        refusal.Message.ShouldContain("args.a");
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_not_tried_again()
    {
        await using var services = RunningTasks.ClientOf(
            options => options.UseHttp(_running.Address, apiKey: "another key, that is wrong"));

        (
            await Should.ThrowAsync<TaskRefusedException>(
                services.GetRequiredService<ITaskClient>().SubmitAsync("math.add"))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task Of_many_tasks_each_is_accepted_or_refused_by_itself()
    {
        var submissions = Enumerable.Range(0, 1001)
            .Select(number => new TaskSubmission(number == 500 ? "no.such.task" : "math.add", new { a = number, b = 1 }));

        var outcomes = await _client.SubmitManyAsync(submissions);

        outcomes.Count.ShouldBe(1001);
        outcomes.Where(outcome => !outcome.IsAccepted).ShouldHaveSingleItem().ShouldBe(outcomes[500]);
        outcomes[500].Refusal!.Errors.Keys.ShouldBe(["name"]);
        (await outcomes[1000].Handle.WaitAsync<double>(Long)).ShouldBe(1001);
    }

    [Fact]
    public async Task A_task_that_fails_says_why()
    {
        var task = await _client.SubmitAsync(
            "http.request", new { url = "http://127.0.0.1:1/" }, new SubmitOptions { Retry = new RetryOverride { MaxAttempts = 1 } });

        var failure = await Should.ThrowAsync<TaskFailedException>(task.WaitAsync(Long));

        failure.State.ShouldBe(TaskStateNames.Failed);
        failure.ErrorType.ShouldNotBeNullOrEmpty();
        failure.ErrorMessage.ShouldNotBeNullOrEmpty();
        failure.Attempts.ShouldBe(1);
        failure.Message.ShouldContain(failure.ErrorMessage);
    }

    [Fact]
    public async Task A_cancelled_task_does_not_run_and_an_ended_one_cannot_be_cancelled()
    {
        var task = await _client.SubmitAsync("math.add", new { a = 1, b = 2 }, new SubmitOptions { Delay = TimeSpan.FromHours(1) });

        (await task.CancelAsync("no longer needed")).ShouldBeTrue();

        (await Should.ThrowAsync<TaskFailedException>(task.WaitAsync(Long))).State.ShouldBe(TaskStateNames.Canceled);
        var ended = await _client.SubmitAsync("math.add", new { a = 1, b = 2 });
        await ended.WaitAsync(Long);
        (await ended.CancelAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Waiting_ends_when_its_time_is_over_and_the_task_goes_on()
    {
        var task = await _client.SubmitAsync("math.add", new { a = 1, b = 2 }, new SubmitOptions { Delay = TimeSpan.FromHours(1) });

        (await Should.ThrowAsync<TimeoutException>(task.WaitAsync(TimeSpan.FromMilliseconds(300)))).Message.ShouldContain("Scheduled");
    }

    [Fact]
    public async Task A_task_that_never_was_is_not_found() =>
        (await Should.ThrowAsync<TaskNotFoundException>(_client.Handle(Guid.NewGuid()).WaitAsync(Long))).IsGone.ShouldBeFalse();

    [Fact]
    public async Task The_callers_trace_goes_on_in_the_task()
    {
        using var activity = new Activity("order").SetIdFormat(ActivityIdFormat.W3C).Start();

        var task = await _client.SubmitAsync("math.add", new { a = 1, b = 2 });

        (await task.GetAsync()).TraceId.ShouldBe(activity.TraceId.ToHexString());
    }

    [Fact]
    public async Task Over_the_application_s_own_bus_a_task_runs_and_what_is_invalid_fails()
    {
        await using var services = RunningTasks.ClientOf(options =>
        {
            options.UseBus(_ => _running.Services.GetRequiredService<IBus>());
            options.StatusAddress = new Uri(_running.Address);
            options.ApiKey = RunningTasks.ApiKey;
        });
        var client = services.GetRequiredService<ITaskClient>();

        (await (await client.SubmitAsync(Add, new Numbers(2, 2))).WaitAsync(Long)).ShouldBe(4);

        var invalid = await client.SubmitAsync("math.add", new { a = "one" });
        (await Should.ThrowAsync<TaskFailedException>(invalid.WaitAsync(Long))).ErrorType.ShouldBe("invalid-submission");
    }

    [Fact]
    public async Task Over_a_bus_many_tasks_are_submitted_too()
    {
        await using var services = RunningTasks.ClientOf(options =>
        {
            options.UseBus(_ => _running.Services.GetRequiredService<IBus>());
            options.StatusAddress = new Uri(_running.Address);
            options.ApiKey = RunningTasks.ApiKey;
        });

        var outcomes = await services.GetRequiredService<ITaskClient>()
            .SubmitManyAsync(Enumerable.Range(0, 250).Select(number => new TaskSubmission("math.add", new { a = number, b = 1 })));

        outcomes.Count.ShouldBe(250);
        (await outcomes[249].Handle.WaitAsync<double>(Long)).ShouldBe(250);
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private sealed record Numbers(int A, int B);
}
