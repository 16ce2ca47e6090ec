using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Producer.Tests.Endpoints;

/// <summary>Tasks that a host knows in a state of the test's choice.</summary>
internal static class ToldTasks
{
    private static readonly TaskError Error = new() { Type = "boom", Message = "Boom" };

    /// <summary>Makes a task that stands at its first attempt, in a state.</summary>
    public static async Task<Guid> Know(this ProducerHost host, TaskState state, DateTimeOffset? expiresAt = null, string name = "math.add")
    {
        var id = Guid.NewGuid();
        await host.Tell(TaskEvent.Of(new TaskSubmitted
        {
            TaskId = id,
            Name = name,
            Arguments = JsonElement.Parse("""{"a":1}"""),
            SubmittedAt = Now,
            DueAt = Now.AddHours(1),
            ExpiresAt = expiresAt,
        }));
        foreach (var item in Towards(id, state))
        {
            await host.Tell(item);
        }

        (await host.Row(id))!.State.ShouldBe(state);
        return id;
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static TaskEvent[] Towards(Guid id, TaskState state) => state switch
    {
        TaskState.Scheduled => [],
        TaskState.Queued => [TaskEvent.Of(new TaskEnqueued { TaskId = id, Attempt = 1, EnqueuedAt = Now })],
        TaskState.Running => [TaskEvent.Of(new TaskStarted { TaskId = id, Attempt = 1, StartedAt = Now, Worker = "w1" })],
        TaskState.Retrying =>
            [
                TaskEvent.Of(
                    new TaskAttemptFailed
                    {
                        TaskId = id,
                        Attempt = 1,
                        FinishedAt = Now,
                        Worker = "w1",
                        Error = Error,
                        RetryAt = Now.AddHours(1),
                    }),
            ],
        TaskState.Parked => [TaskEvent.Of(new TaskParked { TaskId = id, Attempt = 1, FinishedAt = Now, Worker = "w1", Deferrals = 1 })],
        TaskState.Succeeded =>
            [
                TaskEvent.Of(
                    new TaskSucceeded { TaskId = id, Attempt = 1, FinishedAt = Now, Worker = "w1", Result = JsonElement.Parse("1") }),
            ],
        TaskState.Failed =>
            [TaskEvent.Of(new TaskAttemptFailed { TaskId = id, Attempt = 1, FinishedAt = Now, Worker = "w1", Error = Error })],
        TaskState.Canceled =>
        [
            TaskEvent.Of(new TaskCancelRequested { TaskId = id, RequestedAt = Now }),
            TaskEvent.Of(new TaskCanceled { TaskId = id, Attempt = 1, FinishedAt = Now }),
        ],
        TaskState.Expired => [TaskEvent.Of(new TaskExpired { TaskId = id, Attempt = 1, FinishedAt = Now })],
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
