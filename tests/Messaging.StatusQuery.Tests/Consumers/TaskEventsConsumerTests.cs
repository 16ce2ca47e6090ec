using System.Net;
using System.Text.Json;
using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Ledger;
using Messaging.TestSupport;

namespace Messaging.StatusQuery.Tests.Consumers;

public sealed class TaskEventsConsumerTests(RunningStatusQuery service) : IClassFixture<RunningStatusQuery>
{
    private static readonly TaskError Error = new() { Type = "boom", Message = "Boom." };

    private static readonly Dictionary<string, Func<Guid, TaskEvent>> Events = new()
    {
        [nameof(TaskSubmitted)] = id =>
            TaskEvent.Of(
                new TaskSubmitted { TaskId = id, Name = "math.add", Arguments = JsonElement.Parse("{}"), SubmittedAt = Told.At(0) }),
        [nameof(TaskEnqueued)] = id => TaskEvent.Of(new TaskEnqueued { TaskId = id, Attempt = 1, EnqueuedAt = Told.At(0) }),
        [nameof(TaskStarted)] = id => TaskEvent.Of(new TaskStarted { TaskId = id, Attempt = 1, StartedAt = Told.At(0), Worker = "w1" }),
        [nameof(TaskProgressed)] = id => TaskEvent.Of(new TaskProgressed { TaskId = id, Attempt = 1, Sequence = 1, Percent = 1 }),
        [nameof(TaskSucceeded)] = id =>
            TaskEvent.Of(new TaskSucceeded { TaskId = id, Attempt = 1, FinishedAt = Told.At(0), Worker = "w1" }),
        [nameof(TaskAttemptFailed)] = id =>
            TaskEvent.Of(new TaskAttemptFailed { TaskId = id, Attempt = 1, FinishedAt = Told.At(0), Worker = "w1", Error = Error }),
        [nameof(TaskDeferred)] = id =>
            TaskEvent.Of(
                new TaskDeferred { TaskId = id, Attempt = 1, FinishedAt = Told.At(0), Worker = "w1", Until = Told.At(60), Deferrals = 1 }),
        [nameof(TaskCancelRequested)] = id => TaskEvent.Of(new TaskCancelRequested { TaskId = id, RequestedAt = Told.At(0) }),
        [nameof(TaskCanceled)] = id => TaskEvent.Of(new TaskCanceled { TaskId = id, Attempt = 1, FinishedAt = Told.At(0) }),
        [nameof(TaskExpired)] = id => TaskEvent.Of(new TaskExpired { TaskId = id, Attempt = 1, FinishedAt = Told.At(0) }),
    };

    public static TheoryData<string, string> Kinds => new()
    {
        { nameof(TaskSubmitted), "Queued" },
        { nameof(TaskEnqueued), "Queued" },
        { nameof(TaskStarted), "Running" },
        { nameof(TaskProgressed), "Running" },
        { nameof(TaskSucceeded), "Succeeded" },
        { nameof(TaskAttemptFailed), "Failed" },
        { nameof(TaskDeferred), "Scheduled" },
        { nameof(TaskCancelRequested), "Queued" },
        { nameof(TaskCanceled), "Canceled" },
        { nameof(TaskExpired), "Expired" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_event_that_is_published_alone_makes_the_row(string kind, string state)
    {
        var id = Guid.NewGuid();

        await service.Bus.Publish(Events[kind](id).Message);

        await Eventually.Is(async () => (await service.Get(id)).IsSuccessStatusCode);
        (await service.Read(id)).GetProperty("state").GetString().ShouldBe(state);
    }

    [Fact]
    public async Task A_cancel_request_that_its_publisher_has_written_is_not_written_again()
    {
        var (recorded, other) = (Guid.NewGuid(), Guid.NewGuid());

        await service.Bus.Publish(
            (TaskCancelRequested)Events[nameof(TaskCancelRequested)](recorded).Message, context => context.MarkRecorded());
        await service.Bus.Publish((TaskCancelRequested)Events[nameof(TaskCancelRequested)](other).Message);

        await Eventually.Is(async () => (await service.Get(other)).IsSuccessStatusCode);
        (await service.Get(recorded)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Events_that_travel_in_one_message_reach_all_their_rows()
    {
        var tasks = Kinds.Select(kind => (Id: Guid.NewGuid(), Kind: kind.Data.Item1, State: kind.Data.Item2)).ToArray();

        await service.Bus.Publish(tasks.Select(task => Events[task.Kind](task.Id)).ToArray().Fold());

        foreach (var task in tasks)
        {
            await Eventually.Is(async () => (await service.Get(task.Id)).IsSuccessStatusCode);
            (await service.Read(task.Id)).GetProperty("state").GetString().ShouldBe(task.State);
        }
    }
}
