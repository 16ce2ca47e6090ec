using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class ProducerCrashTests(OwnServers servers)
{
    [Fact]
    public async Task A_task_whose_producer_is_killed_between_row_and_send_is_sent_by_the_relay()
    {
        await using var system = await servers.StartSystem();
        var id = Guid.NewGuid();
        await servers.RabbitMq.Freeze();
        var answer = system.Post(new { id, name = "math.add", args = new { a = 20, b = 22 } });
        await Eventually.Is(async () => (await system.Get(id)).IsSuccessStatusCode);
        (await system.Read(id)).State.ShouldBe("Queued");

        await system.Producer.Kill();
        await Should.ThrowAsync<HttpRequestException>(() => answer);
        await servers.RabbitMq.Thaw();
        await system.RestartProducer();

        var task = await system.WaitForEnd(id);
        task.State.ShouldBe("Succeeded");
        task.Result.GetDouble().ShouldBe(42);
    }
}
