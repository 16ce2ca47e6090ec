using System.Net;
using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

[Collection(RunningServersCollection.Name)]
public sealed class MixedLoadTests(RunningSystem running)
{
    private const int TaskCount = 1000;
    private const int Callers = 16;

    [Fact]
    public async Task A_thousand_mixed_tasks_reach_the_right_end_and_are_there_right_after_their_202()
    {
        var system = running.System;
        var expectations = Enumerable.Range(0, TaskCount).Select(Expectation).ToArray();
        var ids = new Guid[TaskCount];
        await Parallel.ForAsync(0, TaskCount, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (i, _) =>
        {
            ids[i] = await system.Submit(expectations[i].Request);
            using var status = await system.Get(ids[i]);
            status.StatusCode.ShouldBe(HttpStatusCode.OK);
        });

        await Parallel.ForAsync(0, TaskCount, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (i, _) =>
        {
            var task = await system.WaitForEnd(ids[i], TimeSpan.FromMinutes(5));
            task.State.ShouldBe(expectations[i].State, task.ToString());
            expectations[i].Check(task);
        });
        ids.Distinct().Count().ShouldBe(TaskCount);
    }

    private Expected Expectation(int i) => (i % 10) switch
    {
        0 => Import(i),
        1 =>
            new Expected(
                Request("http.request", new { url = $"{running.Target.Url}/orders/{i}" }),
                "Succeeded",
                task => task.Result.ToString().ShouldContain($"{i}")),
        2 =>
            new Expected(
                Request("http.request", new { url = $"{running.Target.Url}/unknown" }), "Failed", task => task.Attempt.ShouldBe(1)),
        3 when i % 100 == 3 => new Expected(
            new
            {
                name = "http.request",
                args = new { url = $"{running.Target.Url}/broken" },
                retry = new { maxAttempts = 2, baseDelay = "50ms" },
            },
            "Failed",
            task => task.Attempt.ShouldBe(2)),
        4 =>
            new Expected(
                new { name = "math.add", args = new { a = i, b = 1 }, delay = "500ms" },
                "Succeeded",
                task => task.Result.GetDouble().ShouldBe(i + 1)),
        5 =>
            new Expected(
                Request("etl.import-csv", new { path = "missing.csv", database = "data.db", table = "missing" }),
                "Failed",
                task => task.Attempt.ShouldBe(1)),
        _ => new Expected(Request("math.add", new { a = i, b = -1 }), "Succeeded", task => task.Result.GetDouble().ShouldBe(i - 1)),
    };

    private Expected Import(int i)
    {
        File.WriteAllLines(
            Path.Combine(running.DataDirectory, $"orders-{i}.csv"),
            ["id,amount", .. Enumerable.Range(0, 20).Select(row => $"{row},{row * i}")]);
        return new Expected(
            Request("etl.import-csv", new { path = $"orders-{i}.csv", database = $"orders-{i}.db", table = "orders" }),
            "Succeeded",
            task => task.Result.ToString().ShouldContain("20"));
    }

    private static object Request(string name, object args) => new { name, args };

    private sealed record Expected(object Request, string State, Action<TaskView> Check);
}
