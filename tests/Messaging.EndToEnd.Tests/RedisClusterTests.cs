using System.Net;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class RedisClusterTests(OwnServers servers) : IAsyncLifetime
{
    private const int Tags = 16;
    private const int PerTag = 20;

    private readonly LocalScript _cluster = new("redis-cluster.sh");

    public async ValueTask InitializeAsync() => await _cluster.Run("start");

    public async ValueTask DisposeAsync() => await _cluster.Discard();

    [Theory]
    [InlineData("kill", "start")]
    [InlineData("freeze", "thaw")]
    public async Task While_a_node_is_away_only_its_tasks_wait_and_then_they_end_too(string takeAway, string bringBack)
    {
        await using var system = await TaskSystem.Start(await servers.RabbitMq.Url(), await _cluster.Run("url"));
        var owners = await Task.WhenAll(Enumerable.Range(0, Tags).Select(tag => _cluster.Run("owner", $"{{{tag:x}}}")));
        var away = owners[3];
        var isAway = owners.Select(owner => owner == away).ToArray();
        isAway.ShouldContain(false);
        // What runs when the node goes: its ends are told while their rows cannot be reached.
        var running = await SubmitEach(system, seconds: 2);
        running.ShouldAllBe(task => task.Status == HttpStatusCode.Accepted);

        await _cluster.Run(takeAway, away);

        var first = await SubmitEach(system, seconds: 0);
        var meanwhile = new List<(Guid Id, int Tag, HttpStatusCode Status)>();
        for (var i = 0; i < PerTag; i++)
        {
            meanwhile.AddRange(await SubmitEach(system, seconds: 0));
        }

        foreach (var task in first.Concat(meanwhile))
        {
            task.Status.ShouldBe(isAway[task.Tag] ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.Accepted);
        }

        var reachable = running.Concat(first).Concat(meanwhile).Where(task => !isAway[task.Tag]).ToArray();
        foreach (var task in reachable)
        {
            (await system.WaitForEnd(task.Id)).State.ShouldBe("Succeeded");
        }

        await (bringBack == "start" ? _cluster.Run(bringBack) : _cluster.Run(bringBack, away));

        foreach (var task in running.Where(task => isAway[task.Tag]))
        {
            await Eventually.Is(async () => (await system.Get(task.Id)).StatusCode == HttpStatusCode.OK);
            (await system.WaitForEnd(task.Id)).State.ShouldBe("Succeeded");
        }

        foreach (var task in meanwhile.Where(task => isAway[task.Tag]))
        {
            // As the answer said: the same id again.
            await Eventually.Is(
                async () => (await system.Post(TaskOf(task.Id, seconds: 0))).StatusCode is HttpStatusCode.Accepted or HttpStatusCode.OK);
            (await system.WaitForEnd(task.Id)).State.ShouldBe("Succeeded");
        }
    }

    private static async Task<(Guid Id, int Tag, HttpStatusCode Status)[]> SubmitEach(TaskSystem system, int seconds) =>
        await Task.WhenAll(Enumerable.Range(0, Tags).Select(async tag =>
        {
            var id = Guid.ParseExact($"{Guid.NewGuid():N}"[..31] + $"{tag:x}", "N");
            using var response = await system.Post(TaskOf(id, seconds));
            return (id, tag, response.StatusCode);
        }));

    private static object TaskOf(Guid id, int seconds) => new { id, name = "math.add", args = new { a = 1, b = 2, seconds } };
}
