using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.TestSupport;
using Messaging.Worker.Slots;

namespace Messaging.Worker.Tests.Execution;

public sealed class TaskExecutorTests
{
    [Fact]
    public async Task A_command_from_the_queue_is_run_and_told_of_with_the_workers_id()
    {
        await using var worker = await RunningWorker.Start(_ => Task.FromResult<object?>(42));

        await worker.Send(RunningWorker.Command);
        await Eventually.Is(async () => await worker.State(RunningWorker.TaskId) == TaskState.Succeeded);

        var now = worker.Clock.GetUtcNow();
        worker.Broker.Events.ShouldBe(
        [
            new TaskStarted
            {
                TaskId = RunningWorker.TaskId,
                Attempt = 1,
                StartedAt = now,
                Worker = RunningWorker.Name,
                Name = ScriptedTask.Name,
                Queue = "default",
                MaxAttempts = ScriptedTask.Attempts,
            },
            new TaskSucceeded
            {
                TaskId = RunningWorker.TaskId,
                Attempt = 1,
                FinishedAt = now,
                Worker = RunningWorker.Name,
                Result = worker.Broker.Events.OfType<TaskSucceeded>().Single().Result,
            },
        ]);
        worker.Broker.Events.OfType<TaskSucceeded>().Single().Result.ShouldNotBeNull().GetInt32().ShouldBe(42);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 0, 2)]
    [InlineData(3, 0, null)]
    [InlineData(3, 1, 2)]
    public async Task A_failure_is_told_with_the_time_of_the_next_attempt_if_there_is_one(int attempt, int deferrals, int? delays)
    {
        await using var worker = await RunningWorker.Start(_ => throw new InvalidOperationException("Broken."));

        await worker.Execute(RunningWorker.Command with { Attempt = attempt, Deferrals = deferrals });

        var failed = worker.Broker.Events.OfType<TaskAttemptFailed>().Single();
        failed.Attempt.ShouldBe(attempt);
        failed.Worker.ShouldBe(RunningWorker.Name);
        failed.Error.Message.ShouldBe("Broken.");
        failed.RetryAt.ShouldBe(delays is { } count ? worker.Clock.GetUtcNow() + (count * ScriptedTask.RetryDelay) : null);
    }

    [Fact]
    public async Task A_command_of_an_unknown_name_is_parked_and_that_is_counted()
    {
        await using var worker = await RunningWorker.Start();

        await worker.Execute(RunningWorker.Command with { Name = "tests.unknown", Attempt = 3, Deferrals = 2 });

        var parked = worker.Broker.Events.OfType<TaskParked>().Single();
        parked.Deferrals.ShouldBe(3);
        parked.Worker.ShouldBe(RunningWorker.Name);
        parked.Reason.ShouldNotBeNull().ShouldContain("tests.unknown");
        await Eventually.Is(async () => await worker.State(RunningWorker.TaskId) == TaskState.Parked);
    }

    [Fact]
    public async Task A_command_that_is_too_late_expires_without_being_run()
    {
        var runs = 0;
        await using var worker = await RunningWorker.Start(_ => Count(ref runs));

        await worker.Execute(RunningWorker.Command with { ExpiresAt = worker.Clock.GetUtcNow() });

        worker.Broker.Events.OfType<TaskExpired>().Single().Worker.ShouldBe(RunningWorker.Name);
        runs.ShouldBe(0);
    }

    [Fact]
    public async Task A_command_whose_task_is_to_be_cancelled_ends_without_being_run()
    {
        var runs = 0;
        await using var worker = await RunningWorker.Start(_ => Count(ref runs));
        await worker.Know(
            TaskEvent.Of(new TaskEnqueued { TaskId = RunningWorker.TaskId, Attempt = 1, EnqueuedAt = worker.Clock.GetUtcNow() }),
            TaskEvent.Of(new TaskCancelRequested { TaskId = RunningWorker.TaskId, RequestedAt = worker.Clock.GetUtcNow() }));

        await worker.Execute(RunningWorker.Command);

        worker.Broker.Events.ShouldHaveSingleItem().ShouldBeOfType<TaskCanceled>().Worker.ShouldBe(RunningWorker.Name);
        runs.ShouldBe(0);
        await Eventually.Is(async () => await worker.State(RunningWorker.TaskId) == TaskState.Canceled);
    }

    [Fact]
    public async Task A_command_whose_attempt_has_ended_is_dropped_without_a_word()
    {
        var runs = 0;
        await using var worker = await RunningWorker.Start(_ => Count(ref runs));
        await worker.Know(
            TaskEvent.Of(
                new TaskSucceeded
                {
                    TaskId = RunningWorker.TaskId,
                    Attempt = 1,
                    FinishedAt = worker.Clock.GetUtcNow(),
                    Worker = "another",
                }));

        await worker.Execute(RunningWorker.Command);

        runs.ShouldBe(0);
        worker.Broker.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_that_comes_again_while_it_runs_shares_the_run()
    {
        var runs = 0;
        var release = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = await RunningWorker.Start(_ =>
        {
            Interlocked.Increment(ref runs);
            return release.Task;
        });
        var executions = Enumerable.Range(0, 10).Select(_ => Task.Run(() => worker.Execute(RunningWorker.Command))).ToArray();
        var other = Task.Run(() => worker.Execute(RunningWorker.Command with { Attempt = 2 }));
        await Eventually.Is(() => Volatile.Read(ref runs) == 2);
        release.SetResult(null);
        await Task.WhenAll([.. executions, other]);

        runs.ShouldBe(2, "one run per attempt");
        worker.Broker.Events.OfType<TaskSucceeded>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_command_is_done_when_the_broker_has_confirmed_its_events_and_not_before()
    {
        var refusals = 0;
        var isBrokerAway = true;
        var ran = new TaskCompletionSource();
        await using var worker = await RunningWorker.Start(_ =>
        {
            ran.SetResult();
            return Task.FromResult<object?>(null);
        });
        worker.Broker.BeforeEvents = () =>
            Volatile.Read(ref isBrokerAway) && Interlocked.Increment(ref refusals) > 0
                ? throw new IOException("No broker.")
                : Task.CompletedTask;

        var execution = worker.Execute(RunningWorker.Command);
        await ran.Task;
        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromSeconds(3));
            return Volatile.Read(ref refusals) >= 10;
        });
        execution.IsCompleted.ShouldBeFalse();
        Volatile.Write(ref isBrokerAway, false);
        worker.Broker.BeforeEvents = null;
        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromSeconds(3));
            return execution.IsCompleted;
        });

        await execution;
        worker.Broker.Events.Select(item => item.GetType()).ShouldBe([typeof(TaskStarted), typeof(TaskSucceeded)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_brief_attempt_is_told_of_in_one_message()
    {
        await using var worker = await RunningWorker.Start();

        await worker.Execute(RunningWorker.Command);

        var batch = worker.Broker.Batches.ShouldHaveSingleItem();
        (batch.Started!.Count, batch.Succeeded!.Count).ShouldBe((1, 1));
    }

    [Fact]
    public async Task An_attempt_that_takes_longer_is_told_of_while_it_runs()
    {
        var release = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var worker = await RunningWorker.Start(_ => release.Task);
        var startedAt = worker.Clock.GetUtcNow();

        var execution = worker.Execute(RunningWorker.Command);
        await worker.IsToldOfStart();

        worker.Broker.Events.OfType<TaskStarted>().Single().StartedAt.ShouldBe(startedAt);
        release.SetResult(null);
        await execution;
        worker.Broker.Events.Select(item => item.GetType()).ShouldBe([typeof(TaskStarted), typeof(TaskSucceeded)]);
    }

    [Fact]
    public async Task A_slot_is_free_again_while_the_broker_has_yet_to_confirm()
    {
        var runs = 0;
        var confirm = new TaskCompletionSource();
        await using var worker = await RunningWorker.Start(_ => Count(ref runs));
        worker.Broker.BeforeEvents = () => confirm.Task;
        var slots = TaskSlots.Alone(1);

        var executions = Enumerable.Range(1, 5)
            .Select(attempt => worker.Execute(RunningWorker.Command with { Attempt = attempt }, slots))
            .ToArray();
        await Eventually.Is(() => Volatile.Read(ref runs) == 5);

        executions.ShouldAllBe(execution => !execution.IsCompleted);
        confirm.SetResult();
        await Task.WhenAll(executions);
        slots.Running.ShouldBe(0);
    }

    [Fact]
    public async Task No_more_attempts_run_at_a_time_than_there_are_slots()
    {
        var running = 0;
        var most = 0;
        await using var worker = await RunningWorker.Start(async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return null;
        });
        var slots = TaskSlots.Alone(1);

        await Task.WhenAll(
            Enumerable.Range(1, 50).Select(attempt => worker.Execute(RunningWorker.Command with { Attempt = attempt }, slots)));

        most.ShouldBe(1);
    }

    private static Task<object?> Count(ref int runs)
    {
        Interlocked.Increment(ref runs);
        return Task.FromResult<object?>(null);
    }
}
