using System.Globalization;
using System.Net;
using System.Text.Json;
using Spectre.Console;

namespace Messaging.Standalone.Demo;

/// <summary>Submits five additions of different length, shows their states as they change, and prints the results.</summary>
internal static class AdditionDemo
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    /// <returns>The exit code: 0 when all five results are right.</returns>
    public static async Task<int> Run(WebApplication application)
    {
        using var limit = new CancellationTokenSource(TimeLimit);
        await application.StartAsync(limit.Token);
        using var http = new HttpClient { BaseAddress = new Uri(application.Address()) };
        DemoTask[] tasks = [new(1, 2, 0.5), new(3, 4, 1), new(5, 6, 1.5), new(7, 8, 2), new(9, 10, 2.5)];
        await Follow(new AdditionClient(http), tasks, limit.Token);
        await application.StopAsync(CancellationToken.None);
        foreach (var task in tasks)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{task.A} + {task.B} = {task.Result}"));
        }

        return tasks.All(task => task.IsRight) ? 0 : 1;
    }

    private static async Task Follow(AdditionClient client, DemoTask[] tasks, CancellationToken cancellationToken)
    {
        await client.WaitForWorker(cancellationToken);
        foreach (var task in tasks)
        {
            await client.Submit(task, cancellationToken);
            AnsiConsole.MarkupLineInterpolated(
                CultureInfo.InvariantCulture, $"submitted {task.Id}  math.add({task.A}, {task.B})  {task.Seconds} s");
        }

        if (AnsiConsole.Profile.Capabilities.Interactive)
        {
            await AnsiConsole.Live(TableOf(tasks))
                .StartAsync(live => Poll(client, tasks, _ => live.UpdateTarget(TableOf(tasks)), cancellationToken));
        }
        else
        {
            // Lines, where nothing can be drawn over: a log, a pipe.
            await Poll(client, tasks, changed => WriteLines(changed), cancellationToken);
        }
    }

    private static async Task Poll(
        AdditionClient client, DemoTask[] tasks, Action<IReadOnlyList<DemoTask>> show, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(PollInterval);
        while (!tasks.All(task => task.HasEnded))
        {
            var changed = new List<DemoTask>();
            foreach (var task in tasks.Where(task => !task.HasEnded))
            {
                if (await client.Refresh(task, cancellationToken))
                {
                    changed.Add(task);
                }
            }

            show(changed);
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static void WriteLines(IReadOnlyList<DemoTask> changed)
    {
        foreach (var task in changed)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{task.Id}  math.add({task.A}, {task.B})  {task.State}");
        }
    }

    private static Table TableOf(DemoTask[] tasks)
    {
        var table = new Table().AddColumns("Task", "Id", "State", "Progress", "Result");
        foreach (var task in tasks)
        {
            table.AddRow(
                string.Create(CultureInfo.InvariantCulture, $"math.add({task.A}, {task.B})"),
                task.Id.ToString(),
                $"[{ColorOf(task.State)}]{task.State}[/]",
                task.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent:F0} %") : "",
                task.Result?.ToString(CultureInfo.InvariantCulture) ?? "");
        }

        return table;
    }

    private static string ColorOf(string state) => state switch
    {
        "Succeeded" => "green",
        "Failed" or "Canceled" or "Expired" => "red",
        "Running" => "yellow",
        _ => "grey",
    };
}

/// <summary>Submits additions and asks for them over HTTP, as any other service would.</summary>
internal sealed class AdditionClient(HttpClient http)
{
    /// <summary>Waits until the worker has told which tasks it runs.</summary>
    public async Task WaitForWorker(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await http.GetFromJsonAsync<JsonElement>("/api/v1/types", cancellationToken)).GetArrayLength() == 0)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public async Task Submit(DemoTask task, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            "/api/v1/tasks", new { name = "math.add", args = new { a = task.A, b = task.B, seconds = task.Seconds } }, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            throw new InvalidOperationException(
                $"The submission was answered with {(int)response.StatusCode}: "
                    + $"{await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        task.Id = (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetGuid();
    }

    /// <summary>Asks for a task. Whether its state has changed.</summary>
    public async Task<bool> Refresh(DemoTask task, CancellationToken cancellationToken) =>
        task.Read(await http.GetFromJsonAsync<JsonElement>($"/api/v1/tasks/{task.Id}", cancellationToken));
}
