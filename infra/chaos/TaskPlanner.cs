namespace Messaging.Chaos;

/// <summary>Makes up tasks, the same for the same seed, ids excepted.</summary>
/// <param name="seed">The seed.</param>
/// <param name="target">Where the target of HTTP tasks listens.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class TaskPlanner(int seed, Uri target, TimeProvider clock)
{
    private static readonly (TaskKind Kind, int Weight)[] Mixture =
    [
        (TaskKind.Quick, 40), (TaskKind.Slow, 8), (TaskKind.Delayed, 10), (TaskKind.Effect, 14), (TaskKind.Flaky, 10), (TaskKind.Refused, 3),
        (TaskKind.Hopeless, 3), (TaskKind.Hanging, 2), (TaskKind.CanceledWaiting, 4), (TaskKind.CanceledRunning, 3), (TaskKind.Expiring, 3),
    ];

#pragma warning disable RS0030, CA5394 // Tests of chaos must be repeatable, and are nobody's secret.
    private readonly Random _random = new(seed);
#pragma warning restore RS0030, CA5394

    public PlannedTask Next()
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        return Kind() switch
        {
            TaskKind.Slow => Add(TaskKind.Slow, new { id, name = "math.add", args = new { a = 1, b = 2, seconds = Number(1, 4) } }, "Succeeded"),
            TaskKind.Delayed => Add(TaskKind.Delayed, new { id, name = "math.add", args = new { a = 1, b = 2 }, delay = $"{Number(1, 20)}s" }, "Succeeded"),
            TaskKind.Effect => Add(TaskKind.Effect, Call(id, $"effect/{id}", 10), "Succeeded"),
            TaskKind.Flaky => Add(TaskKind.Flaky, Call(id, $"flaky/{id}?busy={Number(1, 4)}", 10), "Succeeded"),
            TaskKind.Refused => Add(TaskKind.Refused, Call(id, "refused", 10), "Failed"),
            TaskKind.Hopeless => Add(TaskKind.Hopeless, Call(id, "busy", 3), "Failed"),
            TaskKind.Hanging => Add(TaskKind.Hanging, new { id, name = "http.request", args = new { url = new Uri(target, "hang"), method = "POST" }, timeLimit = "1s", retry = new { maxAttempts = 2, baseDelay = "500ms", maxDelay = "1s" } }, "Failed"),
            TaskKind.CanceledWaiting => new PlannedTask(id, TaskKind.CanceledWaiting, new { id, name = "math.add", args = new { a = 1, b = 2 }, delay = "10m" }, ["Canceled"], TimeSpan.FromSeconds(Number(0, 10))),
            TaskKind.CanceledRunning => new PlannedTask(id, TaskKind.CanceledRunning, new { id, name = "math.add", args = new { a = 1, b = 2, seconds = 600 } }, ["Canceled"], TimeSpan.FromSeconds(Number(1, 6))),
            TaskKind.Expiring => Add(TaskKind.Expiring, new { id, name = "math.add", args = new { a = 1, b = 2 }, expiresAt = clock.GetUtcNow().AddSeconds(Number(1, 3)) }, "Succeeded", "Expired"),
            _ => Add(TaskKind.Quick, new { id, name = "math.add", args = new { a = 1, b = 2 } }, "Succeeded"),
        };

        PlannedTask Add(TaskKind kind, object request, params string[] ends) => new(id, kind, request, ends);
    }

    private object Call(Guid id, string path, int maxAttempts) => new
    {
        id,
        name = "http.request",
        args = new { url = new Uri(target, path), method = "POST" },
        retry = new { maxAttempts, baseDelay = "200ms", maxDelay = "2s" },
    };

    private TaskKind Kind()
    {
        var left = Number(0, Mixture.Sum(part => part.Weight) - 1);
        foreach (var (kind, weight) in Mixture)
        {
            if ((left -= weight) < 0)
            {
                return kind;
            }
        }

        return TaskKind.Quick;
    }

#pragma warning disable CA5394 // As for the generator itself: repeatable, and no secret.
    private int Number(int least, int most) => _random.Next(least, most + 1);
#pragma warning restore CA5394
}
