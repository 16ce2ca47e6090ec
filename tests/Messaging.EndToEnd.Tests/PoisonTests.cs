using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(RunningServersCollection.Name)]
public sealed class PoisonTests(RunningSystem running)
{
    private const int DeliveryLimit = 20;

    [Fact]
    public async Task A_command_that_nobody_survives_ends_its_task_and_no_other()
    {
        await using var broker = await Broker.Connect();
        var queue = TaskSystem.UnservedQueue;
        var id = await running.System.Submit(new { name = "math.add", args = new { a = 1, b = 2 }, queue });
        var deliveries = 0;

        var task = await Eventually.Get(
            async () =>
            {
                deliveries += await broker.TakeAndReturn($"tasks.{queue}") ? 1 : 0;
                return await running.System.Read(id);
            },
            task => task.State == "Failed");

        deliveries.ShouldBe(DeliveryLimit + 1);
        task.ErrorType.ShouldBe("poison");
        task.Json.GetProperty("error").GetProperty("message").GetString().ShouldNotBeNull().ShouldContain($"{deliveries} times");
        (
            await running.System.WaitForEnd(
                await running.System.Submit(new { name = "math.add", args = new { a = 1, b = 2 } }))).State.ShouldBe("Succeeded");
        await broker.Delete($"tasks.{queue}");
    }
}
