using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Testing;

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
        failed.Error.Message.ShouldContain("at 2026-01-02T03:04:05.000Z by first; at 2026-01-02T03:04:06.000Z by second; at 2026-01-02T03:04:07.000Z by third");
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

    private static TaskEvent Start(RunningWorker worker, string by, int redeliveries) => TaskEvent.Of(new TaskStarted
    {
        TaskId = RunningWorker.TaskId,
        Attempt = 1,
        StartedAt = worker.Clock.GetUtcNow() + TimeSpan.FromSeconds(redeliveries),
        Worker = by,
        Redeliveries = redeliveries,
    });
}
