using System.Net;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class RedisOutageTests(OwnServers servers)
{
    [Fact]
    public async Task Without_redis_nothing_is_accepted_but_what_runs_goes_on_and_its_states_catch_up()
    {
        await using var system = await servers.StartSystem(new Dictionary<string, string> { ["Logging__LogLevel__Messaging"] = "Debug" });
        var running = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2, seconds = 5 } });
        await system.WaitForState(running, "Running");

        await servers.Redis.Stop();
        var refused = Guid.NewGuid();
        using (var answer = await system.Post(new { id = refused, name = "math.add", args = new { a = 1, b = 1 } }))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        (await system.Get(running)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await Eventually.Is(() => system.Worker.Output.Contains("Ran math.add: Succeeded", StringComparison.Ordinal));
        await servers.Redis.Start();

        await Eventually.Is(async () => (await system.Get(running)).IsSuccessStatusCode);
        (await system.WaitForEnd(running)).State.ShouldBe("Succeeded");
        (await system.Get(refused)).StatusCode.ShouldBe(HttpStatusCode.NotFound, "what was refused must not be there");
        var afterwards = Guid.NewGuid();
        await Eventually.Is(
            async () => (await system.Post(new { id = afterwards, name = "math.add", args = new { a = 2, b = 2 } })).IsSuccessStatusCode);
        (await system.WaitForEnd(afterwards)).State.ShouldBe("Succeeded");
    }
}
