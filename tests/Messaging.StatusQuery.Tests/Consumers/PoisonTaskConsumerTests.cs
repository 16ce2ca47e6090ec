using System.Text.Json;
using Messaging.Contracts;
using Messaging.Hosting.Routing;

namespace Messaging.StatusQuery.Tests.Consumers;

public sealed class PoisonTaskConsumerTests(RunningStatusQuery service) : IClassFixture<RunningStatusQuery>
{
    [Fact]
    public async Task A_command_that_the_broker_gave_up_on_ends_its_task_and_a_published_one_does_not()
    {
        var published = Guid.NewGuid();
        var poison = Guid.NewGuid();
        await service.Know(Told.Submitted(published), Told.Submitted(poison), Told.Started(poison, attempt: 2));

        await service.Bus.Publish(Command(published));
        var queue = await service.Bus.GetSendEndpoint(new Uri($"queue:{QueueNames.Poison}"));
        await queue.Send(Command(poison) with { Attempt = 2 }, CancellationToken.None);

        var task = await service.Read(poison, "?wait=30s");
        task.GetProperty("state").GetString().ShouldBe("Failed");
        task.GetProperty("attempt").GetInt32().ShouldBe(2);
        task.GetProperty("error").GetProperty("type").GetString().ShouldBe("poison");
        (await service.Read(published)).GetProperty("state").GetString().ShouldBe("Queued");
    }

    private static RunTask Command(Guid id) => new() { TaskId = id, Name = "math.add", Arguments = JsonElement.Parse("{}") };
}
