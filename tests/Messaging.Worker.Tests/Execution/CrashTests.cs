using System.Collections.Concurrent;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.TestSupport;
using Messaging.Worker.Slots;

namespace Messaging.Worker.Tests.Execution;

public sealed class CrashTests
{
    [Fact]
    public async Task A_redelivered_command_begins_only_when_the_broker_has_the_word_of_it()
    {
        var isTold = false;
        var wasToldFirst = false;
        await using var worker = await RunningWorker.Start(_ =>
        {
            wasToldFirst = Volatile.Read(ref isTold);
            return Task.FromResult<object?>(null);
        });
        worker.Broker.BeforeEvents = async () =>
        {
            await Task.Yield();
            Volatile.Write(ref isTold, true);
        };

        await worker.Execute(RunningWorker.Command, redeliveries: 2);

        wasToldFirst.ShouldBeTrue();
        worker.Broker.Events.OfType<TaskStarted>().Single().Redeliveries.ShouldBe(2);
        worker.Broker.Events.OfType<TaskSucceeded>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_command_that_was_started_too_often_and_never_finished_fails_as_poison_and_says_where()
    {
        var runs = 0;
        await using var worker = await RunningWorker.Start(_ => Task.FromResult<object?>(Interlocked.Increment(ref runs)));
        await worker.Know(Start(worker, "first", 0), Start(worker, "second", 1), Start(worker, "third", 2));

        await worker.Execute(RunningWorker.Command, redeliveries: 3);

        var failed = worker.Broker.Events.ShouldHaveSingleItem().ShouldBeOfType<TaskAttemptFailed>();
        failed.Error.Type.ShouldBe("poison");
        failed.Error.Message.ShouldContain("3 times");
        failed.Error.Message.ShouldContain(
            "at 2026-01-02T03:04:05.000Z by first; at 2026-01-02T03:04:06.000Z by second; at 2026-01-02T03:04:07.000Z by third");
        failed.RetryAt.ShouldBeNull();
        runs.ShouldBe(0);
        await Eventually.Is(async () => await worker.State(RunningWorker.TaskId) == TaskState.Failed);
    }

    [Fact]
    public async Task A_command_that_was_delivered_often_but_seldom_started_runs()
    {
        await using var worker = await RunningWorker.Start();
        // The word of the very first start was lost with its worker.
        await worker.Know(Start(worker, "second", 1), Start(worker, "third", 2));

        await worker.Execute(RunningWorker.Command, redeliveries: 15);

        worker.Broker.Events.OfType<TaskSucceeded>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task How_many_crashes_are_too_many_is_a_setting()
    {
        await using var worker = await RunningWorker.Start(("Worker:MaxCrashes", "1"));
        await worker.Know(Start(worker, "first", 0));

        await worker.Execute(RunningWorker.Command, redeliveries: 1);

        worker.Broker.Events.OfType<TaskAttemptFailed>().Single().Error.Type.ShouldBe("poison");
    }

    [Fact]
    public async Task Starts_in_company_do_not_make_a_command_guilty_however_many()
    {
        await using var worker = await RunningWorker.Start();
        await worker.Know(
            [
                Start(worker, "first", 0),
                .. Enumerable.Range(1, 8).Select(count => Start(worker, $"worker-{count}", count, isAmongOthers: true)),
            ]);

        await worker.Execute(RunningWorker.Command, redeliveries: 9);

        worker.Broker.Events.OfType<TaskSucceeded>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_start_that_was_alone_at_first_and_in_company_later_was_in_company()
    {
        await using var worker = await RunningWorker.Start();
        await worker.Know(
            Start(worker, "first", 0),
            Start(worker, "second", 1, isAmongOthers: true),
            Start(worker, "second", 1),
            Start(worker, "third", 2));

        await worker.Execute(RunningWorker.Command, redeliveries: 3);

        worker.Broker.Events.OfType<TaskSucceeded>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_commands_that_were_running_when_a_worker_died_one_runs_at_a_time_and_nothing_beside_it()
    {
        RunTask[] suspects = [.. Enumerable.Range(0, 8).Select(_ => RunningWorker.Command with { TaskId = Guid.NewGuid() })];
        var running = 0;
        var beside = new ConcurrentQueue<int>();
        await using var worker = await RunningWorker.Start(async context =>
        {
            Interlocked.Increment(ref running);
            await Task.Yield();
            if (suspects.Any(suspect => suspect.TaskId == context.TaskId))
            {
                beside.Enqueue(Volatile.Read(ref running));
            }

            Interlocked.Decrement(ref running);
            return null;
        });
        var slots = TaskSlots.Alone(100);
        await worker.Know([.. suspects.Select(suspect => Start(worker, "first", 0, task: suspect.TaskId))]);

        await Task.WhenAll(
        [
            .. suspects.Select(suspect => worker.Execute(suspect, slots, redeliveries: 1)),
            .. Enumerable.Range(0, 8).Select(_ => worker.Execute(RunningWorker.Command with { TaskId = Guid.NewGuid() }, slots)),
        ]);

        beside.ShouldBe(Enumerable.Repeat(1, suspects.Length));
        worker.Broker.Events.OfType<TaskSucceeded>().Count().ShouldBe(16);
        worker.Broker.Events.OfType<TaskStarted>().Where(start => start.Redeliveries > 0).ShouldAllBe(start => start.AmongOthers == null);
    }

    [Fact]
    public async Task A_suspect_that_goes_on_living_is_told_to_have_company_before_it_has_any()
    {
        var end = new TaskCompletionSource();
        await using var worker = await RunningWorker.Start(async _ =>
        {
            await end.Task;
            return null;
        });
        var slots = TaskSlots.Alone(100);
        await worker.Know(Start(worker, "first", 0));
        var suspect = worker.Execute(RunningWorker.Command, slots, redeliveries: 1);
        await Eventually.Is(() => worker.Broker.Events.OfType<TaskStarted>().Any());
        var other = slots.WaitAsync();
        other.IsCompleted.ShouldBeFalse();

        await Eventually.Is(() =>
        {
            worker.Clock.Advance(TimeSpan.FromSeconds(1));
            return other.IsCompleted;
        });

        worker.Broker.Events.OfType<TaskStarted>().Select(start => start.AmongOthers).ShouldBe([null, true]);
        end.SetResult();
        await suspect;
    }

    [Fact]
    public async Task A_command_that_was_delivered_often_and_is_to_wait_is_sent_anew_so_that_the_broker_does_not_give_it_up()
    {
        await using var worker = await RunningWorker.Start();
        var slots = TaskSlots.Alone(100);
        await worker.Know(Start(worker, "first", 0, isAmongOthers: true));
        await slots.WaitAsync();

        await worker.Execute(RunningWorker.Command, slots, redeliveries: 10);

        worker.Broker.Sent<RunTask>().ShouldHaveSingleItem().TaskId.ShouldBe(RunningWorker.TaskId);
    }

    [Fact]
    public async Task A_command_that_only_waited_when_its_worker_died_is_not_suspected()
    {
        await using var worker = await RunningWorker.Start();
        var slots = TaskSlots.Alone(100);
        await slots.WaitAsync();

        await worker.Execute(RunningWorker.Command, slots, redeliveries: 1);

        worker.Broker.Events.OfType<TaskStarted>().Single().AmongOthers.ShouldBe(true);
    }

    private static TaskEvent Start(RunningWorker worker, string by, int redeliveries, bool? isAmongOthers = null, Guid? task = null) =>
        TaskEvent.Of(new TaskStarted
        {
            TaskId = task ?? RunningWorker.TaskId,
            Attempt = 1,
            AmongOthers = isAmongOthers,
            StartedAt = worker.Clock.GetUtcNow() + TimeSpan.FromSeconds(redeliveries),
            Worker = by,
            Redeliveries = redeliveries,
        });
}
