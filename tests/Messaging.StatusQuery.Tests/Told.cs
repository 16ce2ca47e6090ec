using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.StatusQuery.Tests;

/// <summary>Events of a task, with times as seconds after a start.</summary>
internal static class Told
{
    public static DateTimeOffset At(double seconds) => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(seconds);

    public static TaskEvent Submitted(Guid id) => TaskEvent.Of(new TaskSubmitted
    {
        TaskId = id,
        Name = "math.add",
        Arguments = JsonElement.Parse("""{"a":1,"b":2}"""),
        SubmittedAt = At(0),
    });

    public static TaskEvent Started(Guid id, int attempt = 1) =>
        TaskEvent.Of(new TaskStarted { TaskId = id, Attempt = attempt, StartedAt = At(2), Worker = "w1" });

    public static TaskEvent Succeeded(Guid id, int attempt = 1) =>
        TaskEvent.Of(
            new TaskSucceeded { TaskId = id, Attempt = attempt, FinishedAt = At(3), Worker = "w1", Result = JsonElement.Parse("3") });
}
