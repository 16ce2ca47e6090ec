using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class WorkerCrashTests(OwnServers servers)
{
    [Fact]
    public async Task Every_task_ends_although_its_worker_is_killed_in_the_middle()
    {
        await using var system = await servers.StartSystem(new Dictionary<string, string> { ["Worker__Concurrency"] = "8" });
        var ids = new List<Guid>();
        for (var i = 0; i < 30; i++)
        {
            ids.Add(await system.Submit(new { name = "math.add", args = new { a = i, b = 1, seconds = 2 } }));
        }

        await Eventually.Get(() => Task.WhenAll(ids.Select(system.Read)), tasks => tasks.Any(task => task.State == "Running"));
        await system.Worker.Kill();
        var killed = await Task.WhenAll(ids.Select(system.Read));
        killed.ShouldContain(task => task.State == "Running", "the worker must die with work in hand");
        await system.RestartWorker();

        for (var i = 0; i < ids.Count; i++)
        {
            var task = await system.WaitForEnd(ids[i]);
            task.State.ShouldBe("Succeeded");
            task.Result.GetDouble().ShouldBe(i + 1);
            task.Attempt.ShouldBe(1, "a crash is a redelivery, not a failed attempt");
        }
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_finishes_what_it_runs()
    {
        await using var system = await servers.StartSystem();
        var id = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2, seconds = 5 } });
        await system.WaitForState(id, "Running");
        var first = (await system.Read(id)).Worker;

        (await system.Worker.Terminate()).ShouldBe(0);

        var task = await system.WaitForEnd(id);
        task.State.ShouldBe("Succeeded");
        task.Worker.ShouldBe(first);
    }
}
