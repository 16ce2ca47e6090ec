using System.Text;
using System.Text.Json;
using MassTransit;
using Messaging.Contracts;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(RunningServersCollection.Name)]
public sealed class RawEventTests(RunningSystem running)
{
    /// <summary>Of today: what ended long ago has had its retention already.</summary>
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Events_that_another_service_publishes_one_by_one_make_and_change_the_row()
    {
        var id = Guid.NewGuid();
        var bus = Bus.Factory.CreateUsingRabbitMq(configurator => configurator.Host(new Uri(TestServers.RabbitMq)));
        await bus.StartAsync();
        try
        {
            await bus.Publish(new TaskStarted { TaskId = id, Attempt = 1, StartedAt = Start, Worker = "foreign", Name = "foreign.task" });
            await Eventually.Is(async () => (await running.System.Get(id)).IsSuccessStatusCode);
            (await running.System.Read(id)).State.ShouldBe("Running");

            await bus.Publish(
                new TaskSucceeded
                {
                    TaskId = id,
                    Attempt = 1,
                    FinishedAt = Start.AddSeconds(1),
                    Worker = "foreign",
                    Result = JsonElement.Parse("7"),
                });
        }
        finally
        {
            await bus.StopAsync();
        }

        var task = await running.System.WaitForEnd(id);
        task.State.ShouldBe("Succeeded");
        task.Worker.ShouldBe("foreign");
        task.Result.GetInt32().ShouldBe(7);
        task.Json.GetProperty("name").GetString().ShouldBe("foreign.task");
    }

    [Theory]
    [InlineData("task-events")]
    [InlineData("Messaging.Contracts:TaskAttemptFailed")]
    public async Task An_event_in_a_handwritten_envelope_counts_like_any_other(string exchange)
    {
        var id = Guid.NewGuid();
        await using var broker = await Broker.Connect();

        await broker.Publish(exchange, "application/vnd.masstransit+json", Encoding.UTF8.GetBytes(
            $$"""
            {
              "messageType": ["urn:message:Messaging.Contracts:TaskAttemptFailed"],
              "message": {
                "taskId": "{{id}}",
                "attempt": 1,
                "finishedAt": "{{Start:O}}",
                "worker": "by hand",
                "error": {"type": "by-hand", "message": "It broke."}
              }
            }
            """));

        await Eventually.Is(async () => (await running.System.Get(id)).IsSuccessStatusCode);
        var task = await running.System.Read(id);
        task.State.ShouldBe("Failed");
        task.ErrorType.ShouldBe("by-hand");
    }
}
