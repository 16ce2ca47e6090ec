using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class RabbitMqClusterTests(OwnServers servers) : IAsyncLifetime
{
    private readonly LocalScript _cluster = new("rabbitmq-cluster.sh");

    public async ValueTask InitializeAsync() => await _cluster.Run("start");

    public async ValueTask DisposeAsync() => await _cluster.Discard();

    [Fact]
    public async Task When_the_node_that_leads_the_queue_is_killed_all_tasks_end_and_new_ones_are_taken()
    {
        await using var system = await TaskSystem.Start(await _cluster.Run("url"), await servers.Redis.Url());
        var tasks = new List<Guid>();
        for (var i = 0; i < 40; i++)
        {
            tasks.Add(await Submit(system, i, seconds: 1));
        }

        await system.WaitForState(tasks[0], "Running");
        var leader = await _cluster.Run("leader", "tasks.default");
        await _cluster.Run("kill", leader);
        for (var i = tasks.Count; i < 60; i++)
        {
            tasks.Add(await Submit(system, i, seconds: 0));
        }

        await ShouldSucceed(system, tasks);

        // The next leader's turn, with the first node there again.
        await _cluster.Run("start");
        await _cluster.Run("kill", await _cluster.Run("leader", "tasks.default"));
        await ShouldSucceed(system, [await Submit(system, 0, seconds: 0)]);
    }

    private static Task<Guid> Submit(TaskSystem system, int number, int seconds) =>
        system.Submit(new { name = "math.add", args = new { a = number, b = 100, seconds } });

    private static async Task ShouldSucceed(TaskSystem system, List<Guid> tasks)
    {
        foreach (var (number, id) in tasks.Index())
        {
            var task = await system.WaitForEnd(id);
            task.State.ShouldBe("Succeeded");
            task.Result.GetDouble().ShouldBe(number + 100);
        }
    }
}
