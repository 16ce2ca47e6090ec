using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Ledger;

public sealed class TaskLedgerTests
{
    private readonly LedgerFixture _fixture = new();

    [Fact]
    public async Task Events_of_one_task_are_applied_together_in_one_commit()
    {
        var entries = await _fixture.Apply(Told.Submitted(), Told.Enqueued(), Told.Started());

        entries.Count.ShouldBe(3);
        entries.ShouldAllBe(entry => entry.Row!.State == TaskState.Running && entry.Row.Version == 1 && !entry.IsGone);
        _fixture.Store.Commits.ShouldHaveSingleItem().ShouldHaveSingleItem().ExpectedVersion.ShouldBe(0U);
    }

    [Fact]
    public async Task Events_of_many_tasks_are_one_commit_and_entries_come_in_the_order_of_events()
    {
        Guid[] ids = [.. Enumerable.Range(0, 3).Select(_ => Guid.NewGuid())];

        var entries = await _fixture.Apply(
            Told.Submitted(id: ids[0]), Told.Submitted(id: ids[1]), Told.Started(id: ids[0]), Told.Submitted(id: ids[2]), Told.Enqueued(
                id: ids[1]));

        entries.Select(entry => entry.Row!.CorrelationId).ShouldBe([ids[0], ids[1], ids[0], ids[2], ids[1]]);
        entries.Select(entry => entry.Row!.State)
            .ShouldBe([TaskState.Running, TaskState.Queued, TaskState.Running, TaskState.Queued, TaskState.Queued]);
        _fixture.Store.Commits.ShouldHaveSingleItem().Select(change => change.Id).ShouldBe(ids);
    }

    [Fact]
    public async Task Only_the_first_of_several_events_is_first_and_only_where_there_was_no_row()
    {
        var other = Guid.NewGuid();

        (await _fixture.Apply(Told.Submitted(), Told.Submitted(), Told.Enqueued()))
            .Select(entry => entry.IsFirst)
            .ShouldBe([true, false, false]);
        (await _fixture.Apply(Told.Submitted(), Told.Submitted(id: other))).Select(entry => entry.IsFirst).ShouldBe([false, true]);
    }

    [Fact]
    public async Task No_events_touch_no_row()
    {
        (await _fixture.Apply()).ShouldBeEmpty();

        _fixture.Store.Commits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_that_events_leave_as_it_was_is_not_written()
    {
        await _fixture.Apply(Told.Submitted(arguments: "null"), Told.Started(), Told.Progressed(2), Told.Succeeded());
        _fixture.Store.Commits.Clear();

        var entries = await _fixture.Apply(Told.Started(), Told.Submitted(arguments: "null"), Told.Progressed(1), Told.Succeeded());

        _fixture.Store.Commits.ShouldBeEmpty();
        entries.ShouldAllBe(entry => entry.Row!.State == TaskState.Succeeded && entry.Row.Version == 1 && !entry.IsFirst);
    }

    [Fact]
    public async Task Of_many_rows_only_those_that_change_are_written()
    {
        var other = Guid.NewGuid();
        await _fixture.Apply(Told.Submitted(), Told.Submitted(id: other));
        _fixture.Store.Commits.Clear();

        await _fixture.Apply(Told.CancelRequested(), Told.Enqueued(id: other));
        await _fixture.Apply(Told.CancelRequested(), Told.Progressed(1, id: other));

        _fixture.Store.Commits[1].ShouldHaveSingleItem().Id.ShouldBe(other);
    }

    [Fact]
    public async Task A_submission_is_written_without_a_look_and_a_repeated_one_finds_the_row_unchanged()
    {
        _fixture.Store.BeforeLoad = () => throw new InvalidOperationException("There is no need to read.");

        var first = await _fixture.Apply(Told.Submitted());
        var second = await _fixture.Apply(Told.Submitted());

        (first[0].IsFirst, second[0].IsFirst).ShouldBe((true, false));
        _fixture.Store.BeforeLoad = null;
        (await _fixture.Row()).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_that_was_just_written_here_is_not_read_for_the_next_event()
    {
        await _fixture.Apply(Told.Submitted());
        _fixture.Store.BeforeLoad = () => throw new InvalidOperationException("The row was read.");

        await _fixture.Apply(Told.Started());
        await _fixture.Apply(Told.Succeeded());

        _fixture.Store.BeforeLoad = null;
        (await _fixture.Row()).State.ShouldBe(TaskState.Succeeded);
    }

    [Fact]
    public async Task A_row_that_was_written_here_and_then_elsewhere_is_taken_as_it_is_now()
    {
        await _fixture.Apply(Told.Submitted());
        await _fixture.OpenAnother().Apply([Told.Started()], CancellationToken.None);

        var entry = (await _fixture.Apply(Told.Progressed(2))).ShouldHaveSingleItem();

        entry.Row!.State.ShouldBe(TaskState.Running);
        var row = await _fixture.Row();
        row.Version.ShouldBe(3);
        row.LatestAttempt.ShouldNotBeNull().Worker.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_row_that_vanished_since_it_was_written_here_is_created_anew()
    {
        await _fixture.Apply(Told.Submitted());
        await _fixture.Vanish();

        (await _fixture.Apply(Told.Started())).ShouldHaveSingleItem().IsFirst.ShouldBeTrue();

        (await _fixture.Row()).State.ShouldBe(TaskState.Running);
    }

    [Fact]
    public async Task A_repeated_event_does_not_hide_that_the_row_vanished_since()
    {
        await _fixture.Apply(Told.Started());
        await _fixture.Vanish();

        (await _fixture.Apply(Told.Started())).ShouldHaveSingleItem().IsFirst.ShouldBeTrue();
    }

    [Fact]
    public async Task Events_whose_row_was_changed_meanwhile_are_applied_to_the_new_row()
    {
        await _fixture.Apply(Told.Submitted());
        Interfere(times: 3, round => [Told.Progressed(round)]);

        var entry = (await _fixture.Apply(Told.Started()))[0];

        entry.Row!.Version.ShouldBe(5);
        entry.Row.Progress!.Sequence.ShouldBe(3);
        entry.Row.Attempts.ShouldHaveSingleItem();
        (await _fixture.Row()).Version.ShouldBe(5);
    }

    [Fact]
    public async Task Only_rows_that_conflicted_are_written_again()
    {
        var other = Guid.NewGuid();
        Interfere(times: 1, _ => [Told.Enqueued()]);

        await _fixture.Apply(Told.Submitted(), Told.Submitted(id: other));

        _fixture.Store.Commits.Select(changes => changes.Select(change => change.Id)).ShouldBe([[Told.Id], [Told.Id, other], [Told.Id]]);
    }

    [Fact]
    public async Task Who_loses_the_race_to_create_a_row_is_not_first()
    {
        Interfere(times: 1, _ => [Told.Submitted()]);

        var entry = (await _fixture.Apply(Told.Submitted(fingerprint: "two")))[0];

        entry.IsFirst.ShouldBeFalse();
        entry.Row!.Fingerprint.ShouldBeNull();
    }

    [Fact]
    public async Task A_row_that_was_dropped_between_load_and_commit_is_created_anew()
    {
        await _fixture.Apply(Told.Submitted(), Told.Succeeded());
        _fixture.Store.BeforeCommit = _ =>
        {
            _fixture.Store.BeforeCommit = null;
            return _fixture.Vanish();
        };

        var entry = (await _fixture.Apply(Told.CancelRequested()))[0];

        entry.IsFirst.ShouldBeTrue();
        (await _fixture.Row()).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Events_for_a_row_that_is_gone_are_dropped()
    {
        await _fixture.Apply(Told.Submitted(), Told.Succeeded());
        await _fixture.Store.Commit(
            [
                new RowChange
                {
                    Id = Told.Id,
                    ExpectedVersion = 1,
                    Value = TaskRowCodec.EncodeTombstone(2, 1),
                    Before = TaskIndexEntry.Of(await _fixture.Row(), _fixture.Options),
                },
            ], CancellationToken.None);
        _fixture.Store.Commits.Clear();
        var other = Guid.NewGuid();

        var entries = await _fixture.Apply(Told.Started(), Told.Submitted(id: other), Told.Submitted());

        entries.Select(entry => entry.IsGone).ShouldBe([true, false, true]);
        entries.Select(entry => entry.IsFirst).ShouldBe([false, true, false]);
        _fixture.Store.Commits.ShouldHaveSingleItem().ShouldHaveSingleItem().Id.ShouldBe(other);
    }

    [Fact]
    public async Task The_end_of_a_task_is_told_once_however_often_it_is_heard()
    {
        await _fixture.Apply(Told.Submitted());
        await _fixture.Apply(Told.Succeeded());
        await _fixture.Apply(Told.Started(), Told.CancelRequested());
        await _fixture.Apply(Told.Succeeded());

        _fixture.Store.Commits.Select(changes => changes[0].IsEnd).ShouldBe([false, true, false]);
    }

    [Fact]
    public async Task A_task_that_ends_in_the_commit_that_creates_it_is_told_too()
    {
        await _fixture.Apply(Told.Started(), Told.Succeeded());

        _fixture.Store.Commits.ShouldHaveSingleItem()[0].IsEnd.ShouldBeTrue();
    }

    [Fact]
    public async Task A_task_that_is_replayed_ends_again()
    {
        await _fixture.Apply(Told.Started(), Told.AttemptFailed());
        await _fixture.Apply(Told.Enqueued(2));
        await _fixture.Apply(Told.Succeeded(2));

        _fixture.Store.Commits.Select(changes => changes[0].IsEnd).ShouldBe([true, false, true]);
    }

    [Fact]
    public async Task A_row_that_others_keep_changing_is_given_up_in_the_end()
    {
        await _fixture.Apply(Told.Submitted());
        Interfere(times: int.MaxValue, round => [Told.Progressed(round)]);

        var failure = await Should.ThrowAsync<TaskStoreUnavailableException>(() => _fixture.Apply(Told.Started()));

        failure.Message.ShouldContain("64");
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_the_callers_to_know()
    {
        _fixture.Store.BeforeLoad = () => throw new TaskStoreUnavailableException("no store");

        (await Should.ThrowAsync<TaskStoreUnavailableException>(() => _fixture.Apply(Told.Started()))).Message.ShouldBe("no store");
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_the_callers_to_know_and_the_same_events_can_be_applied_again()
    {
        _fixture.Store.BeforeCommit = _ => throw new TaskStoreUnavailableException("no store");
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => _fixture.Apply(Told.Submitted()));
        _fixture.Store.BeforeCommit = null;

        (await _fixture.Apply(Told.Submitted()))[0].IsFirst.ShouldBeTrue();
    }

    /// <summary>Lets another writer in just before each of the next commits.</summary>
    private void Interfere(int times, Func<int, TaskEvent[]> events)
    {
        var other = _fixture.OpenAnother();
        var round = 0;
        async Task Write(IReadOnlyList<RowChange> changes)
        {
            if (round < times)
            {
                round++;
                _fixture.Store.BeforeCommit = null;
                await other.Apply(events(round), CancellationToken.None);
                _fixture.Store.BeforeCommit = Write;
            }
        }

        _fixture.Store.BeforeCommit = Write;
    }
}
