using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class RabbitMqOutageTests(OwnServers servers)
{
    [Fact]
    public async Task Without_rabbitmq_tasks_are_accepted_and_run_after_its_restart()
    {
        await using var system = await servers.StartSystem();
        var running = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2, seconds = 5 } });
        await system.WaitForState(running, "Running");

        await servers.RabbitMq.Stop();
        var accepted = new List<Guid>();
        for (var i = 0; i < 10; i++)
        {
            accepted.Add(await system.Submit(new { name = "math.add", args = new { a = i, b = 10 } }));
        }

        foreach (var id in accepted)
        {
            (await system.Read(id)).State.ShouldBe("Queued");
        }

        await servers.RabbitMq.Start();

        (await system.WaitForEnd(running)).State.ShouldBe("Succeeded");
        for (var i = 0; i < accepted.Count; i++)
        {
            var task = await system.WaitForEnd(accepted[i]);
            task.State.ShouldBe("Succeeded");
            task.Result.GetDouble().ShouldBe(i + 10);
        }
    }
}
