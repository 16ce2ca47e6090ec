using System.Net.Http.Json;
using System.Text.Json;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class ReplicasTests(OwnServers servers)
{
    private const int TaskCount = 50_000;
    private const int BatchSize = 500;
    private const int Sums = TaskCount - Failing - Scheduled;
    private const int Failing = 500;
    private const int Scheduled = 300;

    [Fact]
    public async Task Fifty_thousand_tasks_over_two_producers_and_two_status_services_are_all_there_and_counted_exactly()
    {
        await using var system = await servers.StartSystem(
            new Dictionary<string, string> { ["Worker__Concurrency"] = "32", ["Worker__Prefetch"] = "4" });
        ServiceProcess[] producers = [system.Producer, await system.StartAnother("Producer")];
        ServiceProcess[] statusServices = [system.StatusQuery, await system.StartAnother("StatusQuery")];
        var ids = new Guid[TaskCount];

        await Parallel.ForAsync(0, TaskCount / BatchSize, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (batch, _) =>
        {
            using var response = await producers[batch % 2].Http.PostAsJsonAsync(
                "/api/v1/tasks/batch", new
                {
                    tasks = Enumerable.Range(batch * BatchSize, BatchSize).Select(Submission),
                }, CancellationToken.None);
            var results = (await response.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None)).GetProperty("results");
            for (var i = 0; i < BatchSize; i++)
            {
                results[i].GetProperty("status").GetInt32().ShouldBe(202);
                ids[(batch * BatchSize) + i] = results[i].GetProperty("id").GetGuid();
            }
        });

        await Eventually.Is(
            async () => Counts(await Read(statusServices[0], "stats")) == (Scheduled, Sums, Failing, TaskCount), TimeSpan.FromMinutes(10));
        Counts((await Read(statusServices[1], "queues")).EnumerateArray().ShouldHaveSingleItem())
            .ShouldBe((Scheduled, Sums, Failing, TaskCount));
        var listed = await ListAll(statusServices);
        listed.Count.ShouldBe(TaskCount);
        listed.Keys.ToHashSet().SetEquals(ids).ShouldBeTrue();
        foreach (var (i, id) in ids.Index())
        {
            listed[id].ShouldBe(ExpectedState(i));
        }

        foreach (var i in Enumerable.Range(0, 200).Select(i => i * (TaskCount / 200) + 7))
        {
            (await system.Read(ids[i])).Result.GetDouble().ShouldBe(i + 0.5);
        }
    }

    /// <summary>Of every five hundred, five fail and three wait for tomorrow.</summary>
    private static string ExpectedState(int i) => (i % 500) switch { < 5 => "Failed", 100 or 200 or 300 => "Scheduled", _ => "Succeeded" };

    private static object Submission(int i) => ExpectedState(i) switch
    {
        "Failed" => new { name = "math.add", args = new { a = 1e308, b = 1e308 } },
        "Scheduled" => new { name = "math.add", args = new { a = 1, b = 1 }, delay = "1d" },
        _ => new { name = "math.add", args = new { a = i, b = 0.5 } },
    };

    private static (long Scheduled, long Succeeded, long Failed, long Total) Counts(JsonElement document)
    {
        var states = document.GetProperty("states");
        return (
            states.GetProperty("scheduled").GetInt64(),
            states.GetProperty("succeeded").GetInt64(),
            states.GetProperty("failed").GetInt64(),
            document.GetProperty("total").GetInt64());
    }

    private static async Task<Dictionary<Guid, string>> ListAll(ServiceProcess[] statusServices)
    {
        var states = new Dictionary<Guid, string>();
        string? cursor = "";
        for (var page = 0; cursor is not null; page++)
        {
            var answer = await Read(statusServices[page % 2], $"tasks?limit=200{cursor}");
            foreach (var task in answer.GetProperty("tasks").EnumerateArray())
            {
                states.TryAdd(task.GetProperty("id").GetGuid(), task.GetProperty("state").GetString()!)
                    .ShouldBeTrue("a task is listed once");
            }

            cursor = answer.TryGetProperty("nextCursor", out var next) ? $"&cursor={next.GetString()}" : null;
        }

        return states;
    }

    private static Task<JsonElement> Read(ServiceProcess statusService, string path) =>
        statusService.Http.GetFromJsonAsync<JsonElement>($"/api/v1/{path}");
}
