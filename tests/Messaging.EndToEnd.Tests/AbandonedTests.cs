using System.Net;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

/// <summary>Tasks whose commands are gone from the broker, for whatever reason.</summary>
[Collection(OutageCollection.Name)]
public sealed class AbandonedTests(OwnServers servers)
{
    private static readonly object Endless = new { name = "math.add", args = new { a = 1, b = 2, seconds = 600 } };

    [Fact]
    public async Task What_was_running_is_tried_again_what_waited_is_sent_again_and_a_cancel_takes_effect()
    {
        await using var system = await servers.StartSystem();
        Guid running = await system.Submit(Endless), cancelled = await system.Submit(Endless), forced = await system.Submit(Endless);
        foreach (var id in new[] { running, cancelled, forced })
        {
            await system.WaitForState(id, "Running");
        }

        await system.Worker.Kill();
        var queued = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2 } });
        await servers.RabbitMq.Control("purge_queue", "tasks.default");
        (await Ask(system, cancelled, "{}")).ShouldBe(HttpStatusCode.Accepted);
        (await Ask(system, forced, """{"force":true}""")).ShouldBe(HttpStatusCode.OK);
        (await system.WaitForEnd(forced)).State.ShouldBe("Canceled");
        await system.RestartWorker();

        (await system.WaitForEnd(cancelled)).State.ShouldBe("Canceled");
        var sent = await system.WaitForEnd(queued);
        (sent.State, sent.Attempt).ShouldBe(("Succeeded", 1));
        await Eventually.Is(async () => await system.Read(running) is { State: "Running", Attempt: 2 }, TimeSpan.FromMinutes(3));
        (await Ask(system, running, "{}")).ShouldBe(HttpStatusCode.Accepted);
        (await system.WaitForEnd(running)).State.ShouldBe("Canceled");
    }

    private static async Task<HttpStatusCode> Ask(TaskSystem system, Guid id, string body)
    {
        using var response = await system.Producer.Http.PostAsync(
            $"/api/v1/tasks/{id}/cancel", new StringContent(body, null, "application/json"));
        return response.StatusCode;
    }
}
