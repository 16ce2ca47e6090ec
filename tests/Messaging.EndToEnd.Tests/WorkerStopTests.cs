using MassTransit;
using Messaging.Contracts;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class WorkerStopTests(OwnServers servers)
{
    private const int NotDrained = 3;

    [Fact]
    public async Task What_waits_in_a_worker_that_is_told_to_stop_runs_on_another_meanwhile()
    {
        await using var system = await servers.StartSystem(
            new Dictionary<string, string> { ["Worker__Concurrency"] = "1", ["Worker__Prefetch"] = "10" });
        var running = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2, seconds = 15 } });
        var first = (await system.WaitForState(running, "Running")).Worker;
        var waiting = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(i => system.Submit(new { name = "math.add", args = new { a = i, b = 1 } })));
        await system.StartAnother("Worker");

        var end = system.Worker.Terminate();

        foreach (var id in waiting)
        {
            var task = await system.WaitForEnd(id);
            task.State.ShouldBe("Succeeded");
            task.Attempt.ShouldBe(1);
            task.Worker.ShouldNotBe(first);
        }

        (await system.Read(running)).State.ShouldBe("Running", "the others did not wait for it");
        (await end).ShouldBe(0);
        var drained = await system.WaitForEnd(running);
        (drained.State, drained.Worker).ShouldBe(("Succeeded", first));
    }

    [Fact]
    public async Task What_a_worker_cannot_finish_in_time_runs_again_on_another_and_the_exit_code_says_so()
    {
        await using var system = await servers.StartSystem(new Dictionary<string, string> { ["Worker__Drain"] = "00:00:01" });
        var id = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2, seconds = 10 } });
        var first = (await system.WaitForState(id, "Running")).Worker;

        (await system.Worker.Terminate()).ShouldBe(NotDrained);
        await system.RestartWorker();

        var task = await system.WaitForEnd(id);
        task.State.ShouldBe("Succeeded");
        task.Attempt.ShouldBe(2);
        task.Worker.ShouldNotBe(first);
        task.Json.GetProperty("attempts")[0].GetProperty("reason").GetString().ShouldBe("The worker stopped.");
    }

    [Fact]
    public async Task A_task_that_has_killed_as_many_workers_as_it_may_is_given_up_and_says_which()
    {
        await using var system = await servers.StartSystem(new Dictionary<string, string> { ["Worker__MaxCrashes"] = "1" });
        var id = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2, seconds = 600 } });
        var first = (await system.WaitForState(id, "Running")).Worker;
        await system.Worker.Kill();
        await system.RestartWorker();

        var task = await system.WaitForEnd(id);

        task.State.ShouldBe("Failed");
        task.ErrorType.ShouldBe("poison");
        task.Json.GetProperty("error").GetProperty("message").GetString().ShouldNotBeNull().ShouldContain(first!);
    }

    [Fact]
    public async Task A_long_task_is_acknowledged_and_still_ends()
    {
        await using var system = await servers.StartSystem(new Dictionary<string, string> { ["Worker__ClaimAfter"] = "00:00:01" });
        var id = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2, seconds = 8 } });
        await system.WaitForState(id, "Running");

        await Eventually.Is(async () => await CommandsHeld() == 0);

        (await system.Read(id)).State.ShouldBe("Running");
        (await system.WaitForEnd(id)).State.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task A_cancel_reaches_a_running_task_wherever_it_runs_also_after_the_broker_was_away()
    {
        await using var system = await servers.StartSystem();
        await Cancel(system);
        await servers.RabbitMq.Stop();
        await servers.RabbitMq.Start();
        await system.Worker.WaitUntilReady();
        await Cancel(system);
    }

    private async Task Cancel(TaskSystem system)
    {
        var id = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2, seconds = 600 } });
        await system.WaitForState(id, "Running");
        var broker = new Uri(await servers.RabbitMq.Url());
        var bus = Bus.Factory.CreateUsingRabbitMq(configurator => configurator.Host(broker));
        await bus.StartAsync();
        try
        {
            await bus.Publish(new TaskCancelRequested { TaskId = id, RequestedAt = TimeProvider.System.GetUtcNow() });
        }
        finally
        {
            await bus.StopAsync();
        }

        (await system.WaitForEnd(id)).State.ShouldBe("Canceled");
    }

    private async Task<int> CommandsHeld()
    {
        var rows = await servers.RabbitMq.Control("list_queues", "--silent", "--no-table-headers", "name", "messages");
        return int.Parse(
            rows.Split('\n').Select(row => row.Split('\t')).Single(row => row[0] == "tasks.default")[1],
            System.Globalization.CultureInfo.InvariantCulture);
    }
}
