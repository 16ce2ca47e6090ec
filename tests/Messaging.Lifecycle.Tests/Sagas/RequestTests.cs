using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Sagas;

/// <summary>What people ask of a task, and what workers tell of one that cannot run or runs for long.</summary>
public sealed class RequestTests
{
    private static readonly LedgerOptions Options = new();

    [Fact]
    public async Task A_waiting_task_is_due_when_it_was_last_asked_to_be()
    {
        var row = await LedgerFixture.RowAfter(
            Told.Submitted(due: 600), Told.Rescheduled(due: 30, at: 2, by: "bob"), Told.Rescheduled(due: 60, at: 1, by: "ann"));

        row.State.ShouldBe(TaskState.Scheduled);
        row.Due.ShouldBe(Told.At(30));
        TaskIndexEntry.Of(row, Options).Due.ShouldBe(Told.At(30));
    }

    [Fact]
    public async Task A_request_for_another_time_is_about_the_wait_it_was_made_in()
    {
        TaskEvent[] wait = [Told.Submitted(due: 600), Told.Rescheduled(due: 1, at: 1), Told.Enqueued(), Told.Started(at: 2)];

        (await LedgerFixture.RowAfter([.. wait, Told.Deferred(at: 5, until: 90)])).Due.ShouldBe(Told.At(90));
        (await LedgerFixture.RowAfter([.. wait, Told.AttemptFailed(at: 5, retryAt: 90)])).Due.ShouldBe(Told.At(90));
        (
            await LedgerFixture.RowAfter(
                [.. wait, Told.AttemptFailed(at: 5, retryAt: 90), Told.Rescheduled(at: 6, due: 7)])).Due.ShouldBe(Told.At(7));
        (
            await LedgerFixture.RowAfter(
                [.. wait, Told.AttemptFailed(at: 5, retryAt: 90), Told.Rescheduled(at: 6, due: 7), Told.Enqueued(2)])).Due.ShouldBeNull();
    }

    [Fact]
    public async Task A_task_whose_name_nobody_knows_waits_without_a_time_until_somebody_names_one()
    {
        var parked = await LedgerFixture.RowAfter(Told.Submitted(), Told.Enqueued(), Told.Parked());
        parked.State.ShouldBe(TaskState.Parked);
        parked.State.IsTerminal().ShouldBeFalse();
        parked.Due.ShouldBeNull();
        parked.Deferrals.ShouldBe(1);
        parked.LatestAttempt.ShouldNotBeNull().Reason.ShouldBe("No handler.");

        (await LedgerFixture.RowAfter(Told.Submitted(), Told.Parked(), Told.Rescheduled(at: 4, due: 4))).Due.ShouldBe(Told.At(4));
    }

    [Fact]
    public async Task A_time_counts_more_than_none_when_two_workers_had_the_same_attempt()
    {
        var parkedFirst = await LedgerFixture.RowAfter(Told.Parked(), Told.Deferred(until: 60));
        var parkedLast = await LedgerFixture.RowAfter(Told.Deferred(until: 60), Told.Parked());
        foreach (var row in new[] { parkedFirst, parkedLast })
        {
            row.State.ShouldBe(TaskState.Scheduled);
            row.Due.ShouldBe(Told.At(60));
        }
    }

    [Fact]
    public async Task An_ended_task_that_is_replayed_is_due_at_once_and_has_all_its_attempts_again()
    {
        var row = await LedgerFixture.RowAfter(
            Told.Submitted(), Told.Started(3), Told.AttemptFailed(3), Told.Replayed(4, at: 10, by: "ann", arguments: """{"left":2}"""));

        row.State.ShouldBe(TaskState.Scheduled);
        row.Attempt.ShouldBe(4);
        row.Due.ShouldBe(Told.At(10));
        row.Deferrals.ShouldBe(3);
        row.Arguments!.Value.GetRawText().ShouldBe("""{"left":2}""");
        row.FinishedAt.ShouldBeNull();
        row.Replay.ShouldNotBeNull().By.ShouldBe("ann");
    }

    [Fact]
    public async Task Edited_arguments_stay_whatever_is_heard_of_the_submission_later()
    {
        var row = await LedgerFixture.RowAfter(Told.AttemptFailed(), Told.Replayed(arguments: """{"left":2}"""), Told.Submitted());

        row.Arguments!.Value.GetRawText().ShouldBe("""{"left":2}""");
        row.Name.ShouldBe("math.add");
    }

    [Fact]
    public async Task A_replay_forgets_the_cancel_request_before_it_and_heeds_the_one_after()
    {
        var replayed = await LedgerFixture.RowAfter(Told.Submitted(), Told.CancelRequested(2), Told.Canceled(1), Told.Replayed(2, at: 10));
        replayed.ActiveCancel.ShouldBeNull();
        TaskHeader.Read(TaskRowCodec.Encode(replayed, 1)).IsCancelRequested.ShouldBeFalse();

        var again = await LedgerFixture.RowAfter(
            Told.Submitted(), Told.CancelRequested(2), Told.Canceled(1), Told.CancelRequested(12, "bob"), Told.Replayed(2, at: 10));
        again.ActiveCancel.ShouldNotBeNull().By.ShouldBe("bob");
        TaskHeader.Read(TaskRowCodec.Encode(again, 1)).IsCancelRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_claimed_attempt_is_to_be_looked_after_when_its_claim_passes()
    {
        var running = await LedgerFixture.RowAfter(Told.Submitted(), Told.Started(), Told.Claimed(until: 60), Told.Claimed(until: 40));
        running.State.ShouldBe(TaskState.Running);
        TaskIndexEntry.Of(running, Options).Claim.ShouldBe(Told.At(60));

        var ended = await LedgerFixture.RowAfter(Told.Submitted(), Told.Started(), Told.Claimed(until: 60), Told.Succeeded());
        TaskIndexEntry.Of(ended, Options).Claim.ShouldBeNull();
    }

    [Fact]
    public async Task A_start_from_a_redelivered_command_is_kept_beside_the_first()
    {
        var row = await LedgerFixture.RowAfter(
            Told.Started(at: 2, worker: "w1"),
            Told.Started(at: 9, worker: "w3", redeliveries: 2),
            Told.Started(at: 5, worker: "w2", redeliveries: 1),
            Told.Started(at: 5, worker: "w2", redeliveries: 1));

        var attempt = row.LatestAttempt.ShouldNotBeNull();
        attempt.Worker.ShouldBe("w1");
        attempt.RepeatedStarts.ShouldNotBeNull().Select(start => (start.Worker, start.Redeliveries)).ShouldBe([("w2", 1), ("w3", 2)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_start_that_had_company_in_the_end_had_company_in_whichever_order_that_is_told(bool isTurned)
    {
        var alone = Told.Started(at: 5, worker: "w2", redeliveries: 1);
        var inCompany = TaskEvent.Of(((TaskStarted)alone.Message) with { AmongOthers = true });

        var row = await LedgerFixture.RowAfter(isTurned ? [inCompany, alone] : [alone, inCompany]);

        row.LatestAttempt.ShouldNotBeNull().RepeatedStarts.ShouldNotBeNull().ShouldHaveSingleItem().AmongOthers.ShouldBeTrue();
    }

    [Fact]
    public async Task No_more_than_ten_repeated_starts_are_kept()
    {
        var row = await LedgerFixture.RowAfter(
            [.. Enumerable.Range(1, 15).Reverse().Select(count => Told.Started(at: count, redeliveries: count))]);

        row.LatestAttempt.ShouldNotBeNull().RepeatedStarts.ShouldNotBeNull()
            .Select(start => start.Redeliveries)
            .ShouldBe(Enumerable.Range(1, 10));
    }
}
