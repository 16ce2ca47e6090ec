using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Tasks;
using Messaging.TestSupport;
using Messaging.Worker.Execution;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Hosting;

namespace Messaging.Worker.Tests.Execution;

public sealed class WorkerEndTests
{
    private readonly TaskCompletionSource<object?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task An_attempt_that_does_not_end_in_time_is_put_off_until_now_without_being_counted()
    {
        await using var worker = await RunningWorker.Start(WaitForToken);
        var execution = worker.Execute(RunningWorker.Command);
        await worker.IsToldOfStart();

        worker.Get<IHostApplicationLifetime>().StopApplication();
        worker.Clock.Advance(TimeSpan.FromSeconds(25));
        await execution;

        var deferred = worker.Broker.Events.OfType<TaskDeferred>().ShouldHaveSingleItem();
        deferred.Until.ShouldBe(worker.Clock.GetUtcNow());
        deferred.Deferrals.ShouldBe(1);
        deferred.Reason.ShouldBe("The worker stopped.");
        worker.Get<WorkerShutdown>().HasDrained.ShouldBeFalse();
        await Eventually.Is(async () => await worker.State(RunningWorker.TaskId) == TaskState.Scheduled);
    }

    [Fact]
    public async Task An_attempt_that_ends_in_time_counts_as_drained()
    {
        await using var worker = await RunningWorker.Start(_ => _end.Task);
        var execution = worker.Execute(RunningWorker.Command);
        await worker.IsToldOfStart();

        worker.Get<IHostApplicationLifetime>().StopApplication();
        worker.Clock.Advance(TimeSpan.FromSeconds(24));
        _end.SetResult(null);
        await execution;
        await Eventually.Is(() => worker.Get<RunningAttempts>().All.Count == 0);
        worker.Clock.Advance(TimeSpan.FromSeconds(1));

        worker.Broker.Events.OfType<TaskSucceeded>().ShouldHaveSingleItem();
        worker.Get<WorkerShutdown>().HasDrained.ShouldBeTrue();
    }

    [Fact]
    public async Task An_attempt_whose_handler_ignores_its_token_stays_with_the_broker()
    {
        await using var worker = await RunningWorker.Start(_ => _end.Task);
        var execution = worker.Execute(RunningWorker.Command);
        await worker.IsToldOfStart();

        worker.Get<IHostApplicationLifetime>().StopApplication();
        worker.Clock.Advance(TimeSpan.FromSeconds(25));
        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromSeconds(30));
            return worker.Get<Messaging.Tasks.Running.TaskRunner>().LeakedHandlers == 1;
        });

        await Should.ThrowAsync<TimeoutException>(() => execution.WaitAsync(TimeSpan.FromSeconds(1)));
        worker.Broker.Events.ShouldHaveSingleItem().ShouldBeOfType<TaskStarted>();
        worker.Get<WorkerShutdown>().HasDrained.ShouldBeFalse();
        _end.SetResult(null);
    }

    [Fact]
    public async Task What_waits_for_a_slot_when_the_worker_is_told_to_stop_never_begins_and_is_given_back()
    {
        var runs = 0;
        await using var worker = await RunningWorker.Start(_ =>
        {
            Interlocked.Increment(ref runs);
            return _end.Task;
        });
        var slots = TaskSlots.Alone(1);
        var runs1 = worker.Execute(RunningWorker.Command, slots);
        await worker.IsToldOfStart();
        var waits = worker.Execute(RunningWorker.Command with { Attempt = 2 }, slots);
        var alsoWaits = worker.Execute(RunningWorker.Command with { Attempt = 3 }, slots);

        worker.Get<IHostApplicationLifetime>().StopApplication();
        _end.SetResult(null);
        await runs1;
        waits.IsCompleted.ShouldBeFalse("given back now, it would come again");
        worker.Get<WorkerShutdown>().HandBack();

        await Should.ThrowAsync<OperationCanceledException>(() => waits);
        await Should.ThrowAsync<OperationCanceledException>(() => alsoWaits);
        runs.ShouldBe(1);
        worker.Broker.Events.Count.ShouldBe(2, "only the first is told of");
    }

    private async Task<object?> WaitForToken(TaskContext context) => await _end.Task.WaitAsync(context.CancellationToken);
}
