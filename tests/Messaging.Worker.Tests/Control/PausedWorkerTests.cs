using System.Collections.Concurrent;
using MassTransit;
using Messaging.Contracts;
using Messaging.Lifecycle.Pauses;
using Messaging.Lifecycle.Sagas;
using Messaging.TestSupport;
using Messaging.Worker.Admission;
using Messaging.Worker.Control;
using Messaging.Worker.Slots;

namespace Messaging.Worker.Tests.Control;

public sealed class PausedWorkerTests
{
    [Fact]
    public async Task Nothing_of_a_paused_queue_begins_and_all_of_it_runs_when_it_is_resumed()
    {
        var ran = new ConcurrentQueue<Guid>();
        await using var worker = await Start(ran, ("Worker:Queues", "default,slow"));
        await Change(worker, pauses => pauses.Put(new Pause(PauseKind.Queue, "slow", worker.Clock.GetUtcNow()), CancellationToken.None));
        Guid[] held = [Guid.NewGuid(), Guid.NewGuid()];
        var other = Guid.NewGuid();

        foreach (var id in held)
        {
            await worker.Send(RunningWorker.Command with { TaskId = id, Queue = "slow" });
        }

        await worker.Send(RunningWorker.Command with { TaskId = other });
        await Eventually.Is(async () => await worker.State(other) == TaskState.Succeeded);
        ran.ShouldBe([other]);
        worker.Broker.Events.OfType<TaskDeferred>().ShouldBeEmpty();

        await Change(worker, pauses => pauses.Remove(PauseKind.Queue, "slow", CancellationToken.None));
        foreach (var id in held)
        {
            await Eventually.Is(async () => await worker.State(id) == TaskState.Succeeded);
        }
    }

    [Fact]
    public async Task A_task_of_a_paused_type_is_put_off_for_15_seconds_and_says_by_whom_it_was_paused()
    {
        var ran = new ConcurrentQueue<Guid>();
        await using var worker = await Start(ran);
        await Change(
            worker,
            pauses =>
                pauses.Put(
                    new Pause(PauseKind.Type, ScriptedTask.Name, worker.Clock.GetUtcNow(), "ann", "the bank is away"),
                    CancellationToken.None));

        await worker.Execute(RunningWorker.Command);

        var deferred = worker.Broker.Events.OfType<TaskDeferred>().ShouldHaveSingleItem();
        deferred.Until.ShouldBe(worker.Clock.GetUtcNow() + TimeSpan.FromSeconds(15));
        deferred.Reason.ShouldBe("type tests.scripted is paused by ann: the bank is away");
        ran.ShouldBeEmpty();

        await Change(worker, pauses => pauses.Remove(PauseKind.Type, ScriptedTask.Name, CancellationToken.None));
        await worker.Execute(RunningWorker.Command with { Attempt = 2, Deferrals = 1 });
        ran.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_pause_that_nobody_tells_of_is_found_within_seconds()
    {
        var ran = new ConcurrentQueue<Guid>();
        await using var worker = await Start(ran);
        await worker.Get<IPauses>().Put(new Pause(PauseKind.Type, ScriptedTask.Name, worker.Clock.GetUtcNow()), CancellationToken.None);

        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromSeconds(5));
            return worker.Get<PauseCache>().OfType(ScriptedTask.Name) is not null;
        });
    }

    [Fact]
    public async Task A_quiet_worker_begins_nothing_until_it_is_told_to_resume_and_others_are_not_meant()
    {
        var ran = new ConcurrentQueue<Guid>();
        await using var worker = await Start(ran);
        var control = worker.Get<WorkerControl>();
        await Tell(worker, "somebody-else", "drain");
        await Tell(worker, RunningWorker.Name, "nonsense");
        await Tell(worker, RunningWorker.Name, "quiet");
        await Eventually.Is(() => control.State == "quiet");

        var execution = worker.Execute(RunningWorker.Command, worker.Get<WorkerSlots>().Queues.Single());
        execution.IsCompleted.ShouldBeFalse();
        ran.ShouldBeEmpty();
        await Tell(worker, RunningWorker.Name, "resume");

        await execution;
        ran.Count.ShouldBe(1);
        control.State.ShouldBe("running");
    }

    [Fact]
    public async Task A_worker_that_is_told_to_drain_stops()
    {
        await using var worker = await RunningWorker.Start();
        var stopping = worker.Get<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().ApplicationStopping;

        await Tell(worker, RunningWorker.Name, "drain");

        await Eventually.Is(() => stopping.IsCancellationRequested);
        worker.Get<WorkerControl>().State.ShouldBe("draining");
    }

    private static Task<RunningWorker> Start(ConcurrentQueue<Guid> ran, params (string Key, string Value)[] settings) =>
        RunningWorker.Start(
        context =>
        {
            ran.Enqueue(context.TaskId);
            return Task.FromResult<object?>(null);
        },
        settings);

    private static Task Tell(RunningWorker worker, string id, string action) =>
        worker.Get<IBus>().Publish(new ControlWorker { Worker = id, Action = action, By = "ann" });

    /// <summary>Changes what is paused, as Producer does, and waits until the worker has heard of it.</summary>
    private static async Task Change(RunningWorker worker, Func<IPauses, Task<bool>> change)
    {
        var heard = new HeardOf<PausesChanged>();
        using var connection = worker.Get<IBus>().ConnectConsumeMessageObserver(heard);
        (await change(worker.Get<IPauses>())).ShouldBeTrue();
        await worker.Get<IBus>().Publish(new PausesChanged { ChangedAt = worker.Clock.GetUtcNow() });
        await heard.Once;
    }
}
