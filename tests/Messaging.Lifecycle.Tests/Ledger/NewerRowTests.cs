using Messaging.Lifecycle.Batching;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Metrics;
using Messaging.TestSupport.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.Lifecycle.Tests.Ledger;

/// <summary>Rows that a later release has brought into a state of its own.</summary>
public sealed class NewerRowTests
{
    private readonly LedgerFixture _fixture = new();
    private TaskIndexEntry _place;

    [Fact]
    public async Task Whatever_is_told_of_such_a_row_it_stays_as_it_is_and_whoever_tells_it_learns_so()
    {
        var stored = await Write();
        TaskEvent[] events =
        [
            Told.Enqueued(2), Told.Started(2), Told.Progressed(
                1, 2), Told.Succeeded(2), Told.AttemptFailed(2), Told.Deferred(2), Told.CancelRequested(), Told.Canceled(2),
            Told.Expired(2), Told.Rescheduled(2), Told.Replayed(3), Told.Parked(2), Told.Claimed(2),
        ];

        foreach (var told in events)
        {
            var entry = (await _fixture.Apply(told)).ShouldHaveSingleItem();

            entry.Failure.ShouldBeOfType<NewerRowException>(told.Message.GetType().Name).Message.ShouldContain(Told.Id.ToString());
            (entry.Row, entry.IsGone).ShouldBe((null, false));
        }

        (await _fixture.Stored()).ShouldBe(stored);
    }

    [Fact]
    public async Task Events_of_other_rows_are_written_with_them()
    {
        var stored = await Write();
        var other = Guid.NewGuid();

        var entries = await _fixture.Apply(Told.Started(), Told.Started(id: other), Told.Succeeded());

        entries.Select(entry => entry.Failure is NewerRowException).ShouldBe([true, false, true]);
        (await _fixture.Row(other)).State.ShouldBe(TaskState.Running);
        (await _fixture.Stored()).ShouldBe(stored);
    }

    [Fact]
    public async Task A_repeated_submission_is_told_of_the_row_as_in_every_state()
    {
        await Write();

        var entry = (await _fixture.Apply(Told.Submitted(fingerprint: "another"))).ShouldHaveSingleItem();

        (entry.Failure, entry.IsFirst, entry.Row!.State, entry.Row.Fingerprint).ShouldBe((null, false, TaskState.Unknown, "one"));
    }

    [Fact]
    public async Task A_row_that_has_left_the_state_since_it_was_seen_takes_the_event()
    {
        var recent = new RecentRows();
        var ledger = new TaskLedger(
            _fixture.Store.InTasks(),
            new TaskEventRaiser(new TaskStateMachine()),
            new OptionsWrapper<LedgerOptions>(_fixture.Options),
            recent);
        recent.Keep(Told.Id, await Write());
        var left = StoredRows.Update(Told.Id, version: 2, before: _place);
        await Change(left with { After = TaskIndexEntry.Of(TaskRowCodec.Decode(Told.Id, left.Value)!, _fixture.Options) });

        (await ledger.Apply([Told.Started()], CancellationToken.None))[0].Failure.ShouldBeNull();

        (await _fixture.Row()).State.ShouldBe(TaskState.Running);
    }

    [Fact]
    public async Task A_row_that_enters_such_a_state_while_events_are_applied_keeps_it()
    {
        await _fixture.Apply(Told.Submitted());
        byte[]? stored = null;
        _fixture.Store.BeforeCommit = async _ =>
        {
            _fixture.Store.BeforeCommit = null;
            stored = await Enter();
        };

        (await _fixture.Apply(Told.Started()))[0].Failure.ShouldBeOfType<NewerRowException>();

        (await _fixture.Stored()).ShouldBe(stored);
    }

    [Fact]
    public async Task A_writer_of_many_goes_on_healthy_and_one_of_single_events_is_refused()
    {
        await Write();
        using var metrics = new RecordedMetrics();
        await using var writer = new LedgerWriter(_fixture.Ledger, new CoalescerMonitor(metrics.Factory, _fixture.Clock));

        (await writer.WriteEach([Told.Started()], CancellationToken.None))[0].Failure.ShouldBeOfType<NewerRowException>();
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => writer.Write(Told.Started(), CancellationToken.None));

        metrics.Recorded("messaging.coalescer.flush.failures").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_janitor_neither_buries_nor_discards_such_a_row()
    {
        var stored = await Write();
        _fixture.Clock.Advance(TimeSpan.FromDays(100));
        var janitor = _fixture.OpenJanitor();

        (await janitor.Sweep(CancellationToken.None)).ShouldBe(0);
        (await janitor.Discard(Told.Id, _ => true, CancellationToken.None)).ShouldNotBeNull().State.ShouldBe(TaskState.Unknown);

        (await _fixture.Stored()).ShouldBe(stored);
    }

    [Fact]
    public void A_row_is_never_written_in_such_a_state() =>
        Should.Throw<InvalidOperationException>(
            () => TaskRowCodec.Encode(new TaskSaga { Attempt = 1 }, 1)).Message.ShouldContain("is not known");

    private async Task<byte[]> Write()
    {
        await _fixture.Apply(Told.Submitted(fingerprint: "one"));
        return await Enter();
    }

    /// <summary>Brings the row, as a later release would, into a state of its own. Its retention has long passed.</summary>
    private async Task<byte[]> Enter()
    {
        var row = await _fixture.Row();
        var (before, version) = (TaskIndexEntry.Of(row, _fixture.Options), (uint)row.Version);
        return await Change(new RowChange
        {
            Id = Told.Id,
            ExpectedVersion = version,
            Value = TaskRowCodec.Encode(row, version + 1),
            Before = before,
            After = new TaskIndexEntry { Retention = Told.Start, Listing = before.Listing },
        }.InNewerState());
    }

    private async Task<byte[]> Change(RowChange change)
    {
        (await _fixture.Store.Commit([change], CancellationToken.None)).ShouldBe([CommitResult.Committed]);
        _place = change.After;
        return change.Value;
    }
}
