using System.Net.Http.Json;
using System.Text.Json;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class LateWorkerTests(OwnServers servers)
{
    [Fact]
    public async Task A_task_that_is_accepted_before_any_worker_was_there_is_parked_by_the_first_that_does_not_know_it()
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__RabbitMq"] = await servers.RabbitMq.Url(),
            ["ConnectionStrings__Redis"] = await servers.Redis.Url(),
            ["Redis__KeyPrefix"] = $"test-{Guid.NewGuid():N}",
        };
        await using var producer = ServiceProcess.Start("Producer", settings);
        await using var statusQuery = ServiceProcess.Start("StatusQuery", settings);
        await Task.WhenAll(producer.WaitUntilReady(), statusQuery.WaitUntilReady());
        var id = Guid.NewGuid();
        using var accepted = await producer.Http.PostAsJsonAsync("/api/v1/tasks", new { id, name = "reports.unheard-of", args = new { } });
        accepted.IsSuccessStatusCode.ShouldBeTrue();

        await using var worker = ServiceProcess.Start("Worker", settings);

        var task = await Eventually.Get(
            async () => new TaskView(await statusQuery.Http.GetFromJsonAsync<JsonElement>($"/api/v1/tasks/{id}")),
            task => task.State == "Parked");
        task.Json.GetProperty("attempts")[0].GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain("reports.unheard-of");
        task.Json.TryGetProperty("dueAt", out _).ShouldBeFalse();
    }
}
