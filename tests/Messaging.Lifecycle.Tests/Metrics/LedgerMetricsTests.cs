using System.Diagnostics.Metrics;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Metrics;

namespace Messaging.Lifecycle.Tests.Metrics;

public sealed class LedgerMetricsTests : IDisposable
{
    private readonly LedgerFixture _fixture = new();
    private readonly RecordedMetrics _recorded = new();
    private readonly LedgerMetrics _metrics;
    private readonly TaskLedger _ledger;

    public LedgerMetricsTests()
    {
        var names = new MetricNames();
        names.Learn(["math.add"]);
        _metrics = new LedgerMetrics(_recorded.Factory, names);
        _ledger = _fixture.OpenAnother(_metrics);
    }

    public void Dispose() => _recorded.Dispose();

    [Fact]
    public async Task A_task_that_ends_is_counted_once_however_often_its_end_is_told()
    {
        await Apply(Told.Submitted(), Told.Started(), Told.Succeeded());
        await Apply(Told.Succeeded());
        await Apply(Told.Succeeded(), Told.Started());

        _recorded.Recorded("messaging.task.finished").ShouldBe([(1, "task.name=math.add task.queue=default task.state=succeeded")]);
        (_recorded.Instruments["messaging.task.finished"] is Counter<long>).ShouldBeTrue();
        _recorded.Instruments["messaging.task.finished"].Unit.ShouldBe("{task}");
    }

    [Fact]
    public async Task A_task_that_nobody_knows_is_counted_as_other_and_one_that_waits_for_a_retry_is_not_counted()
    {
        await Apply(Told.Submitted(name: "unheard.of"), Told.AttemptFailed(retryAt: 60));
        _recorded.Recorded("messaging.task.finished").ShouldBeEmpty();

        await Apply(Told.AttemptFailed(attempt: 2, at: 90));

        _recorded.Recorded("messaging.task.finished").ShouldBe([(1, "task.name=other task.queue=default task.state=failed")]);
        _recorded.Recorded("messaging.task.poisoned").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_that_killed_its_workers_is_counted_as_poison()
    {
        var error = new TaskError { Type = "poison", Message = "It was started 3 times." };
        await Apply(
            Told.Submitted(),
            TaskEvent.Of(new TaskAttemptFailed { TaskId = Told.Id, Attempt = 1, FinishedAt = Told.At(3), Worker = "w1", Error = error }));

        _recorded.Recorded("messaging.task.poisoned").ShouldBe([(1, "task.name=math.add task.queue=default")]);
    }

    [Fact]
    public async Task A_task_that_is_to_run_again_is_counted_and_ends_once_more()
    {
        await Apply(Told.Submitted(), Told.AttemptFailed());
        await Apply(Told.Replayed());
        await Apply(Told.Replayed());
        await Apply(Told.Succeeded(attempt: 2, at: 20));

        _recorded.Recorded("messaging.task.replayed").ShouldBe([(1, "task.name=math.add task.queue=default")]);
        _recorded.Recorded("messaging.task.finished").Select(measured => measured.Tags).ShouldBe(
            ["task.name=math.add task.queue=default task.state=failed", "task.name=math.add task.queue=default task.state=succeeded"]);
    }

    [Fact]
    public async Task A_row_that_somebody_else_has_changed_is_a_conflict_and_its_end_counts_once()
    {
        await Apply(Told.Submitted());
        var first = true;
        _fixture.Store.BeforeCommit = async _ =>
        {
            if (first)
            {
                first = false;
                await _fixture.OpenAnother().Apply([Told.Started()], CancellationToken.None);
            }
        };

        await Apply(Told.Succeeded());

        _recorded.Recorded("messaging.ledger.conflicts").ShouldBe([(1, "")]);
        _recorded.Recorded("messaging.task.finished").Length.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_repair_takes_off_is_counted_by_entry()
    {
        var store = new InMemoryRowStore(_fixture.Clock, _metrics);
        var lost = new Messaging.TestSupport.Storage.ListedTask { CreatedAt = Told.Start };
        await store.Commit([lost.Insert() with { TimeToLive = TimeSpan.FromSeconds(1) }], CancellationToken.None);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        await store.Repair([lost.Id], null, CancellationToken.None);
        await store.Repair([lost.Id], null, CancellationToken.None);

        _recorded.Recorded("messaging.ledger.repairs").ShouldBe([(1, "")]);
    }

    private Task<IReadOnlyList<LedgerEntry>> Apply(params IReadOnlyList<TaskEvent> events) => _ledger.Apply(events, CancellationToken.None);
}
