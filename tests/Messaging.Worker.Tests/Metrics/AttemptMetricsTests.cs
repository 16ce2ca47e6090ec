using System.Diagnostics.Metrics;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Pauses;
using Messaging.Tasks;
using Messaging.TestSupport;
using Messaging.TestSupport.Metrics;
using Messaging.Worker.Admission;

namespace Messaging.Worker.Tests.Metrics;

public sealed class AttemptMetricsTests
{
    private const string Scripted = "task.name=tests.scripted task.queue=default";

    [Fact]
    public async Task An_attempt_is_measured_from_when_it_was_ready_to_when_its_handler_ended()
    {
        RunningWorker running = null!;
        await using var worker = running = await RunningWorker.Start(_ =>
        {
            running.Clock.Advance(TimeSpan.FromSeconds(3));
            return Task.FromResult<object?>(null);
        });
        using var metrics = new RecordedMetrics(worker.Get<IMeterFactory>());

        await worker.Execute(RunningWorker.Command with { ReadyAt = worker.Clock.GetUtcNow() - TimeSpan.FromSeconds(5) });

        metrics.Recorded("messaging.task.wait.duration").ShouldBe([(5, Scripted)]);
        metrics.Recorded("messaging.task.run.duration").ShouldBe([(3, $"{Scripted} outcome=succeeded")]);
        metrics.Recorded("messaging.task.attempts").ShouldBe([(1, $"{Scripted} outcome=succeeded")]);
        metrics.Recorded("messaging.task.retries").ShouldBeEmpty();
        metrics.Instruments["messaging.task.wait.duration"].Unit.ShouldBe("s");
        metrics.Instruments["messaging.task.run.duration"].Unit.ShouldBe("s");
    }

    [Fact]
    public async Task A_clock_that_is_ahead_makes_no_negative_wait_and_an_unknown_time_makes_none()
    {
        await using var worker = await RunningWorker.Start();
        using var metrics = new RecordedMetrics(worker.Get<IMeterFactory>());

        await worker.Execute(RunningWorker.Command with { ReadyAt = worker.Clock.GetUtcNow() + TimeSpan.FromSeconds(5) });
        await worker.Execute(RunningWorker.Command with { TaskId = Guid.NewGuid() });

        metrics.Recorded("messaging.task.wait.duration").ShouldBe([(0, Scripted)]);
        metrics.Recorded("messaging.task.attempts").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_failed_attempt_is_a_retry_unless_it_was_the_last()
    {
        await using var worker = await RunningWorker.Start(_ => throw new InvalidOperationException("Broken."));
        using var metrics = new RecordedMetrics(worker.Get<IMeterFactory>());

        await worker.Execute(RunningWorker.Command);
        await worker.Execute(RunningWorker.Command with { Attempt = ScriptedTask.Attempts });

        metrics.Recorded("messaging.task.attempts").ShouldBe([(1, $"{Scripted} outcome=retrying"), (1, $"{Scripted} outcome=failed")]);
        metrics.Recorded("messaging.task.retries").ShouldBe([(1, Scripted)]);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_put_off_as_other_and_has_neither_waited_nor_run()
    {
        await using var worker = await RunningWorker.Start();
        using var metrics = new RecordedMetrics(worker.Get<IMeterFactory>());

        await worker.Execute(RunningWorker.Command with { Name = "unheard.of", ReadyAt = worker.Clock.GetUtcNow() });

        metrics.Recorded("messaging.task.attempts").ShouldBe([(1, "task.name=other task.queue=default outcome=parked")]);
        metrics.Recorded("messaging.task.deferrals").ShouldBe([(1, "task.name=other task.queue=default reason=unknown-name")]);
        metrics.Recorded("messaging.task.wait.duration").ShouldBeEmpty();
        metrics.Recorded("messaging.task.run.duration").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_that_puts_itself_off_and_one_of_a_paused_type_differ_by_reason()
    {
        await using var worker = await RunningWorker.Start(context => throw new TaskDeferredException(DateTimeOffset.MaxValue, "later"));
        using var metrics = new RecordedMetrics(worker.Get<IMeterFactory>());

        await worker.Execute(RunningWorker.Command);
        await worker.Get<IPauses>().Put(new Pause(PauseKind.Type, ScriptedTask.Name, worker.Clock.GetUtcNow()), CancellationToken.None);
        await worker.Get<PauseCache>().Refresh(CancellationToken.None);
        await worker.Execute(RunningWorker.Command with { Attempt = 2, Deferrals = 1 });

        metrics.Recorded("messaging.task.deferrals").ShouldBe([(1, $"{Scripted} reason=handler"), (1, $"{Scripted} reason=pause")]);
        metrics.Recorded("messaging.task.attempts").ShouldBe([(1, $"{Scripted} outcome=deferred")]);
    }

    [Fact]
    public async Task A_command_that_is_not_run_is_dropped_for_a_reason_and_is_no_attempt()
    {
        await using var worker = await RunningWorker.Start();
        var (ended, canceled) = (Guid.NewGuid(), Guid.NewGuid());
        var now = worker.Clock.GetUtcNow();
        await worker.Know(
            Submitted(ended, now),
            TaskEvent.Of(new TaskSucceeded { TaskId = ended, Attempt = 1, FinishedAt = now, Worker = "w" }),
            Submitted(canceled, now),
            TaskEvent.Of(new TaskCancelRequested { TaskId = canceled, RequestedAt = now }));
        using var metrics = new RecordedMetrics(worker.Get<IMeterFactory>());

        await worker.Execute(RunningWorker.Command with { TaskId = ended });
        await worker.Execute(RunningWorker.Command with { TaskId = canceled });

        metrics.Recorded("messaging.worker.gate.dropped").ShouldBe([(1, $"{Scripted} reason=ended"), (1, $"{Scripted} reason=canceled")]);
        metrics.Recorded("messaging.task.attempts").ShouldBeEmpty();
    }

    [Fact]
    public async Task Slots_show_how_many_there_are_of_each_queue_and_how_many_are_taken()
    {
        var end = new TaskCompletionSource<object?>();
        await using var worker = await RunningWorker.Start(_ => end.Task, ("Worker:Queues", "default@3,slow@2"));
        using var metrics = new RecordedMetrics(worker.Get<IMeterFactory>());
        metrics.Observed("messaging.worker.slots.limit").ShouldBe([(3, "task.queue=default"), (2, "task.queue=slow")]);

        await worker.Send(RunningWorker.Command);

        await Eventually.Is(
            () => metrics.Observed("messaging.worker.slots.used").SequenceEqual([(1, "task.queue=default"), (0, "task.queue=slow")]));
        metrics.Observed("messaging.worker.handlers.leaked").ShouldBe([(0, "")]);
        end.SetResult(null);
        await Eventually.Is(
            () => metrics.Observed("messaging.worker.slots.used").SequenceEqual([(0, "task.queue=default"), (0, "task.queue=slow")]));
        (metrics.Instruments["messaging.worker.slots.used"] is ObservableUpDownCounter<int>).ShouldBeTrue();
    }

    private static TaskEvent Submitted(Guid id, DateTimeOffset at) =>
        TaskEvent.Of(new TaskSubmitted { TaskId = id, Name = ScriptedTask.Name, Arguments = JsonElement.Parse("{}"), SubmittedAt = at });
}
