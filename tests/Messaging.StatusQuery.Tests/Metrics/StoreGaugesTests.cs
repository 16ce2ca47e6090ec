using System.Diagnostics.Metrics;
using Messaging.Contracts;
using Messaging.Lifecycle.Workers;
using Messaging.TestSupport;
using Messaging.TestSupport.Metrics;

namespace Messaging.StatusQuery.Tests.Metrics;

public sealed class StoreGaugesTests : IAsyncLifetime, IDisposable
{
    private readonly RunningStatusQuery _service = new();
    private RecordedMetrics _metrics = null!;

    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        _metrics = new RecordedMetrics(_service.Get<IMeterFactory>());
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Tasks_are_shown_by_queue_and_state_and_a_state_that_is_empty_again_at_0()
    {
        var id = Guid.NewGuid();
        await _service.Know(Told.Submitted(id));
        await IsShown("messaging.ledger.tasks", 1, "task.queue=default task.state=queued");

        await _service.Know(Told.Started(id), Told.Succeeded(id));

        await IsShown("messaging.ledger.tasks", 1, "task.queue=default task.state=succeeded");
        _metrics.Observed("messaging.ledger.tasks").ShouldContain((0, "task.queue=default task.state=queued"));
        (_metrics.Instruments["messaging.ledger.tasks"] is ObservableGauge<long>).ShouldBeTrue();
        _metrics.Instruments["messaging.ledger.tasks"].Unit.ShouldBe("{task}");
    }

    [Fact]
    public async Task The_oldest_task_and_the_oldest_command_grow_older_until_something_is_done()
    {
        var id = Guid.NewGuid();
        await _service.Know(Told.Submitted(id));
        await IsShown("messaging.ledger.outbox.depth", 1, "");
        var age = (_service.Clock.GetUtcNow() - Told.At(0)).TotalSeconds;

        _metrics.Observed("messaging.ledger.outbox.age").ShouldHaveSingleItem().Value.ShouldBeInRange(age - 15, age);
        var oldest = _metrics.Observed("messaging.ledger.oldest.age").ShouldHaveSingleItem();
        oldest.Tags.ShouldBe("task.queue=default task.state=queued");
        oldest.Value.ShouldBeInRange(age - 15, age);

        await _service.Know(Told.Started(id), Told.Succeeded(id));

        await IsShown("messaging.ledger.outbox.depth", 0, "");
        _metrics.Observed("messaging.ledger.outbox.age").ShouldBe([(0, "")]);
        _metrics.Observed("messaging.ledger.oldest.age").ShouldContain((0, "task.queue=default task.state=queued"));
    }

    [Fact]
    public async Task A_due_task_that_nobody_sends_shows_how_late_it_is_even_while_it_is_leased()
    {
        var due = _service.Clock.GetUtcNow() + TimeSpan.FromMinutes(1);
        await _service.Know(Messaging.Lifecycle.Ledger.TaskEvent.Of(new TaskSubmitted
        {
            TaskId = Guid.NewGuid(),
            Name = "math.add",
            Arguments = System.Text.Json.JsonElement.Parse("{}"),
            SubmittedAt = _service.Clock.GetUtcNow(),
            DueAt = due,
        }));
        await IsShown("messaging.ledger.due.depth", 1, "");
        _metrics.Observed("messaging.ledger.due.lag").ShouldBe([(0, "")]);

        _service.Clock.Advance(TimeSpan.FromMinutes(3));
        (
            await _service.Store.Lease(
                Messaging.Lifecycle.Storage.TaskIndex.Due,
                _service.Clock.GetUtcNow(),
                TimeSpan.FromHours(1),
                10,
                CancellationToken.None)).Count.ShouldBe(1);

        await Eventually.Is(() =>
        {
            _service.Clock.Advance(TimeSpan.FromSeconds(1));
            return _metrics.Observed("messaging.ledger.due.lag") is [{ Value: >= 120 }];
        });
        _metrics.Instruments["messaging.ledger.due.lag"].Unit.ShouldBe("s");
    }

    [Fact]
    public async Task A_worker_is_alive_then_lost_and_one_that_stopped_is_neither()
    {
        var workers = _service.Get<IWorkerDirectory>();
        await workers.Report(Presence("w1", "running"), CancellationToken.None);
        await workers.Report(Presence("w2", "stopped"), CancellationToken.None);

        await IsShown("messaging.worker.known", 1, "state=alive");
        _service.Clock.Advance(TimeSpan.FromSeconds(20));

        await IsShown("messaging.worker.known", 1, "state=lost");
        _metrics.Observed("messaging.worker.known").ShouldContain((0, "state=alive"));
    }

    [Fact]
    public async Task What_was_read_long_ago_is_not_shown()
    {
        await IsShown("messaging.ledger.due.depth", 0, "");
        _service.Store.IsAway = true;

        await Eventually.Is(() =>
        {
            _service.Clock.Advance(TimeSpan.FromSeconds(10));
            return _metrics.Observed("messaging.ledger.due.depth").Length == 0;
        });

        _service.Store.IsAway = false;
        await IsShown("messaging.ledger.due.depth", 0, "");
    }

    private WorkerPresence Presence(string worker, string state)
    {
        var now = _service.Clock.GetUtcNow();
        return new WorkerPresence(
            new WorkerHeartbeat { Worker = worker, SentAt = now, StartedAt = now, State = state, Queues = [], Types = [], Running = [] },
            now);
    }

    private Task IsShown(string metric, double value, string tags) => Eventually.Is(() =>
    {
        _service.Clock.Advance(TimeSpan.FromSeconds(1));
        return _metrics.Observed(metric).Contains((value, tags));
    });
}
