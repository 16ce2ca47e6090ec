using System.Globalization;
using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class RabbitMqOutageTests(OwnServers servers)
{
    /// <summary>A worker that says it is ready takes a task well before this.</summary>
    private static readonly TimeSpan ReadyMeansTaking = TimeSpan.FromMinutes(1);

    /// <summary>5, or what <c>BROKER_RESTARTS</c> says: rare hangs show in many.</summary>
    private static readonly int Restarts = int.Parse(
        Environment.GetEnvironmentVariable("BROKER_RESTARTS") ?? "5", CultureInfo.InvariantCulture);

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

    [Fact]
    public async Task A_worker_that_was_busy_when_rabbitmq_went_away_takes_commands_again_each_time_it_is_back()
    {
        await using var system = await servers.StartSystem();
        for (var restart = 0; restart < Restarts; restart++)
        {
            var busy = await Task.WhenAll(
                Enumerable.Range(0, 4)
                    .Select(_ => system.Submit(new { name = "math.add", args = new { a = restart, b = 1, seconds = 1 } })));
            await system.WaitForState(busy[0], "Running");
            await servers.RabbitMq.Stop();
            await servers.RabbitMq.Start();

            await system.Worker.WaitUntilReady();
            var next = await system.Submit(new { name = "math.add", args = new { a = restart, b = 1 } });
            (await system.WaitForEnd(next, ReadyMeansTaking)).State.ShouldBe(
                "Succeeded", $"the worker has said that it is ready after restart {restart + 1}");
            foreach (var id in busy)
            {
                (await system.WaitForEnd(id)).State.ShouldBe("Succeeded");
            }
        }
    }
}
