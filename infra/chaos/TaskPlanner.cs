namespace Messaging.Chaos;

/// <summary>Makes up tasks, the same for the same seed, ids excepted.</summary>
/// <param name="seed">The seed.</param>
/// <param name="target">Where the target of HTTP tasks listens.</param>
/// <param name="longestDelay">The longest time that a task is made to wait, in seconds.</param>
/// <param name="isDeadly">Whether some kill the process that runs them.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class TaskPlanner(int seed, Uri target, int longestDelay, bool isDeadly, TimeProvider clock)
{
    private static readonly (TaskKind Kind, int Weight)[] Mixture =
    [
        (TaskKind.Quick, 32), (TaskKind.Slow, 8), (TaskKind.Delayed, 10), (
            TaskKind.Repeated, 4), (TaskKind.Effect, 14), (TaskKind.Flaky, 10),
        (TaskKind.Refused, 3), (TaskKind.Hopeless, 3), (TaskKind.Hanging, 2), (TaskKind.CanceledWaiting, 4), (
            TaskKind.CanceledRunning, 3), (TaskKind.Expiring, 3),
        (TaskKind.Rescheduled, 2), (TaskKind.RunAgain, 2),
    ];

    /// <summary>Few: each takes a worker with it.</summary>
    private const int OneDeadlyIn = 300;

    // The sum is more than a number holds.
    private static readonly object TooLarge = new { a = 1.7e308, b = 1.7e308 };

#pragma warning disable RS0030, CA5394 // Tests of chaos must be repeatable, and are nobody's secret.
    private readonly Random _random = new(seed);
#pragma warning restore RS0030, CA5394

    public PlannedTask Next()
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        // Results tell tasks apart.
        var (a, b) = (Number(1, 1_000_000), Number(1, 1_000_000));
        return Kind() switch
        {
            TaskKind.Slow => Add(TaskKind.Slow, new { id, name = "math.add", args = new { a, b, seconds = Number(1, 4) } }),
            TaskKind.Delayed =>
                Add(TaskKind.Delayed, new { id, name = "math.add", args = new { a, b }, delay = $"{Number(1, longestDelay)}s" }),
            TaskKind.Repeated => Add(TaskKind.Repeated, new { name = "math.add", args = new { a, b } }) with
            {
                Key = $"chaos-{id}",
                RepeatAfter = TimeSpan.FromSeconds(Number(0, 15)),
            },
            TaskKind.Effect => new PlannedTask(id, TaskKind.Effect, Call(id, $"effect/{id}", 10), ["Succeeded"], Attempts: 1),
            TaskKind.Flaky => new PlannedTask(id, TaskKind.Flaky, Call(id, $"flaky/{id}?busy={Number(1, 4)}", 10), ["Succeeded"]),
            TaskKind.Deadly =>
                new PlannedTask(id, TaskKind.Deadly, Call(id, $"deadly/{id}?times={Number(1, 2)}", 10), ["Succeeded"], Attempts: 1),
            TaskKind.Refused => new PlannedTask(id, TaskKind.Refused, Call(id, "refused", 10), ["Failed"], Attempts: 1),
            TaskKind.Hopeless => new PlannedTask(id, TaskKind.Hopeless, Call(id, "busy", 3), ["Failed"], Attempts: 3),
            TaskKind.Hanging => new PlannedTask(id, TaskKind.Hanging, Hang(id), ["Failed"], Attempts: 2),
            TaskKind.CanceledWaiting =>
                Cancel(TaskKind.CanceledWaiting, new { id, name = "math.add", args = new { a, b }, delay = "10m" }, Number(0, 10)),
            TaskKind.CanceledRunning =>
                Cancel(TaskKind.CanceledRunning, new { id, name = "math.add", args = new { a, b, seconds = 600 } }, Number(1, 6)),
            TaskKind.Rescheduled => Add(TaskKind.Rescheduled, new { id, name = "math.add", args = new { a, b }, delay = "10m" }) with
            {
                Wish = Ask("reschedule", new { delay = "1s", by = "chaos" }, Number(0, 10)),
            },
            TaskKind.RunAgain => Add(TaskKind.RunAgain, new { id, name = "math.add", args = TooLarge }) with
            {
                Attempts = 2,
                Wish = Ask("retry", new { args = new { a, b }, by = "chaos" }, Number(0, 10)),
            },
            TaskKind.Expiring =>
                Add(TaskKind.Expiring, new { id, name = "math.add", args = new { a, b }, expiresAt = In(Number(1, 3)) }) with
                {
                    Ends = ["Succeeded", "Expired"],
                    Attempts = null,
                },
            _ => Add(TaskKind.Quick, new { id, name = "math.add", args = new { a, b } }),
        };

        DateTimeOffset In(int seconds) => clock.GetUtcNow().AddSeconds(seconds);

        PlannedTask Add(TaskKind kind, object request) => new(id, kind, request, ["Succeeded"], Result: a + b, Attempts: 1);

        PlannedTask Cancel(TaskKind kind, object request, int seconds) =>
            new(id, kind, request, ["Canceled"], Wish: Ask("cancel", new { by = "chaos", reason = "To see whether it works." }, seconds));

        static Wish Ask(string verb, object body, int seconds) => new(verb, body, TimeSpan.FromSeconds(seconds));
    }

    private object Hang(Guid id) => new
    {
        id,
        name = "http.request",
        args = new { url = new Uri(target, "hang"), method = "POST" },
        timeLimit = "1s",
        retry = new { maxAttempts = 2, baseDelay = "500ms", maxDelay = "1s" },
    };

    /// <summary>Half of them with arguments that are longer than what lists read of a row.</summary>
    private object Call(Guid id, string path, int maxAttempts) => new
    {
        id,
        name = "http.request",
        args = new { url = new Uri(target, path), method = "POST", body = new string('x', Number(0, 1) * 10_000) },
        retry = new { maxAttempts, baseDelay = "200ms", maxDelay = "2s" },
    };

    private TaskKind Kind()
    {
        if (isDeadly && Number(1, OneDeadlyIn) == 1)
        {
            return TaskKind.Deadly;
        }

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
