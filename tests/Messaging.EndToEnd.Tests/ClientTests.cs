using Messaging.Client;
using Messaging.Client.Errors;
using Messaging.Client.Submission;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.EndToEnd.Tests;

[Collection(RunningServersCollection.Name)]
public sealed class ClientTests(RunningSystem running) : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly ServiceProvider _services = new ServiceCollection()
        .AddTaskClient(options =>
        {
            options.UseRabbitMq(TestServers.RabbitMq);
            options.StatusAddress = running.System.StatusQuery.Http.BaseAddress;
            options.ProducerAddress = running.System.Producer.Http.BaseAddress;
        })
        .BuildServiceProvider();

    private ITaskClient Client => _services.GetRequiredService<ITaskClient>();

    [Fact]
    public async Task A_task_that_is_submitted_over_the_broker_is_awaited_over_http()
    {
        var task = await Client.SubmitAsync("math.add", new { a = 1, b = 2 });

        (await task.WaitAsync<double>(Long)).ShouldBe(3);
    }

    [Fact]
    public async Task The_same_id_again_runs_once()
    {
        var options = new SubmitOptions { Id = Guid.NewGuid() };
        await Client.SubmitAsync("math.add", new { a = 1, b = 2 }, options);

        var task = await Client.SubmitAsync("math.add", new { a = 1, b = 2 }, options);

        (await task.WaitAsync(Long)).Attempt.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_invalid_fails_with_what_is_wrong()
    {
        var task = await Client.SubmitAsync("math.add", new { a = "one" });

        var failure = await Should.ThrowAsync<TaskFailedException>(task.WaitAsync(Long));

        failure.ErrorType.ShouldBe("invalid-submission");
        failure.ErrorMessage.ShouldNotBeNull().ShouldContain("args.b");
    }

    [Fact]
    public async Task A_task_that_waits_for_its_time_is_cancelled()
    {
        var task = await Client.SubmitAsync("math.add", new { a = 1, b = 2 }, new SubmitOptions { Delay = TimeSpan.FromHours(1) });
        await Eventually.Is(async () => (await running.System.Get(task.Id)).IsSuccessStatusCode);

        (await task.CancelAsync()).ShouldBeTrue();

        (await Should.ThrowAsync<TaskFailedException>(task.WaitAsync(Long))).State.ShouldBe("Canceled");
    }

    [Fact]
    public async Task Many_tasks_over_the_broker_all_end()
    {
        var outcomes = await Client.SubmitManyAsync(
            Enumerable.Range(0, 500).Select(number => new TaskSubmission("math.add", new { a = number, b = 1 })));

        var results = await Task.WhenAll(outcomes.Select(outcome => outcome.Handle.WaitAsync<double>(TimeSpan.FromMinutes(3))));

        results.ShouldBe(Enumerable.Range(1, 500).Select(number => (double)number));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
