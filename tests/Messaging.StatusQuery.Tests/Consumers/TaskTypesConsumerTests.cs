using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.StatusQuery.Upkeep;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;

namespace Messaging.StatusQuery.Tests.Consumers;

/// <summary>Each test has a name of task of its own, since all share one store.</summary>
public sealed class TaskTypesConsumerTests(RunningStatusQuery service) : IClassFixture<RunningStatusQuery>
{
    [Fact]
    public async Task Parked_tasks_are_due_when_a_worker_of_their_queue_tells_that_it_knows_their_name()
    {
        var known = await Park("late.known");
        var unknown = await Park("late.unknown");
        var elsewhere = await Park("late.known", queue: "elsewhere");

        await service.Bus.Publish(Registration("late.known"));

        await Eventually.Is(async () => (await Row(known)).Due is not null);
        (await Row(known)).Due!.Value.ShouldBeLessThanOrEqualTo(service.Clock.GetUtcNow());
        (await Row(unknown)).Due.ShouldBeNull();
        (await Row(elsewhere)).Due.ShouldBeNull();
    }

    [Fact]
    public async Task More_than_a_page_is_released_and_once()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 450).Select(_ => Park("late.many")));
        var parked = service.Get<ParkedTasks>();

        (await parked.Release(Registration("late.many"), CancellationToken.None)).ShouldBe(ids.Length);
        (await parked.Release(Registration("late.many"), CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task A_task_that_is_parked_once_more_is_released_once_more()
    {
        var id = await Park("late.again");
        var parked = service.Get<ParkedTasks>();
        await parked.Release(Registration("late.again"), CancellationToken.None);

        await service.Know(Parked(id, 2));
        service.Clock.Advance(TimeSpan.FromSeconds(5));

        (await parked.Release(Registration("late.again"), CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task Hundreds_of_workers_that_tell_the_same_cost_the_store_one_look()
    {
        var parked = service.Get<ParkedTasks>();
        await parked.Release(Registration("late.crowd"), CancellationToken.None);
        var before = service.Store.Counts;

        for (var worker = 0; worker < 300; worker++)
        {
            await parked.Release(Registration("late.crowd"), CancellationToken.None);
        }

        service.Store.Counts.ShouldBe(before);
        service.Clock.Advance(TimeSpan.FromSeconds(5));
        await parked.Release(Registration("late.crowd"), CancellationToken.None);
        service.Store.Counts.ShouldBe(before + 1);
    }

    [Fact]
    public async Task It_is_released_although_the_worker_that_parked_it_has_a_clock_ahead()
    {
        var id = await Park("late.clock", at: service.Clock.GetUtcNow().AddMinutes(5));

        await service.Get<ParkedTasks>().Release(Registration("late.clock"), CancellationToken.None);

        (await Row(id)).Due.ShouldNotBeNull();
    }

    private static TaskEvent Parked(Guid id, int attempt, DateTimeOffset? at = null) =>
        TaskEvent.Of(new TaskParked { TaskId = id, Attempt = attempt, FinishedAt = at ?? Told.At(0), Worker = "w1", Deferrals = attempt });

    private TaskTypesRegistered Registration(string name) =>
        new() { Worker = "w2", RegisteredAt = service.Clock.GetUtcNow(), Queues = ["default"], Types = [new TaskType { Name = name }] };

    private async Task<Guid> Park(string name, string queue = "default", DateTimeOffset? at = null)
    {
        var id = Guid.NewGuid();
        await service.Know(
            TaskEvent.Of(
                new TaskSubmitted
                {
                    TaskId = id,
                    Name = name,
                    Queue = queue,
                    Arguments = JsonElement.Parse("{}"),
                    SubmittedAt = Told.At(0),
                }),
            Parked(id, 1, at));
        return id;
    }

    private async Task<TaskSaga> Row(Guid id) => TaskRowCodec.Decode(id, (await service.Store.Load([id], CancellationToken.None))[0]!)!;
}
