using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.Lifecycle.Tests.Sagas;

/// <summary>What follows from what a row remembers.</summary>
public sealed class TaskSagaTests
{
    [Fact]
    public async Task A_task_came_to_be_when_it_was_submitted_or_else_when_it_was_first_heard_of()
    {
        (await LedgerFixture.RowAfter(Told.Started(at: 2), Told.Submitted(at: 5))).CreatedAt.ShouldBe(Told.At(5));
        (await LedgerFixture.RowAfter(Told.Started(2, at: 9), Told.AttemptFailed(1, at: 4), Told.CancelRequested(at: 1)))
            .CreatedAt.ShouldBe(Told.At(4));
        (await LedgerFixture.RowAfter(Told.Started(at: 2), Told.AttemptFailed(at: 7))).CreatedAt.ShouldBe(Told.At(2));
        (await LedgerFixture.RowAfter(Told.CancelRequested(at: 3))).CreatedAt.ShouldBe(Told.At(3));
        (await LedgerFixture.RowAfter(Told.Enqueued())).CreatedAt.ShouldBe(DateTimeOffset.UnixEpoch);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    [InlineData(61, false)]
    public async Task A_task_that_is_to_run_again_after_its_deadline_has_none(double replayedAt, bool holds)
    {
        var submitted = TaskEvent.Of(((TaskSubmitted)Told.Submitted().Message) with { ExpiresAt = Told.At(60) });

        var row = await LedgerFixture.RowAfter(submitted, Told.AttemptFailed(), Told.Replayed(at: replayedAt));

        row.Deadline.ShouldBe(holds ? Told.At(60) : null);
        (await LedgerFixture.RowAfter(submitted)).Deadline.ShouldBe(Told.At(60));
    }

    [Fact]
    public async Task The_next_attempt_is_the_one_that_is_waited_for_or_made()
    {
        (await LedgerFixture.RowAfter(Told.CancelRequested())).NextAttempt.ShouldBe(1);
        (await LedgerFixture.RowAfter(Told.Submitted())).NextAttempt.ShouldBe(1);
        (await LedgerFixture.RowAfter(Told.Started(2))).NextAttempt.ShouldBe(2);
        (await LedgerFixture.RowAfter(Told.AttemptFailed(2, retryAt: 9))).NextAttempt.ShouldBe(3);
        (await LedgerFixture.RowAfter(Told.Deferred(2))).NextAttempt.ShouldBe(3);
        (await LedgerFixture.RowAfter(Told.Replayed(4))).NextAttempt.ShouldBe(4);
    }

    [Theory]
    [InlineData(4, 90)]
    [InlineData(5, 7)]
    [InlineData(6, 7)]
    public async Task A_request_for_another_time_counts_unless_the_attempt_ended_after_it(double requestedAt, double due)
    {
        var row = await LedgerFixture.RowAfter(Told.AttemptFailed(at: 5, retryAt: 90), Told.Rescheduled(at: requestedAt, due: 7));

        row.Due.ShouldBe(Told.At(due));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, false)]
    [InlineData(11, true)]
    public async Task A_cancel_request_counts_when_it_was_made_after_the_replay(double requestedAt, bool counts)
    {
        var row = await LedgerFixture.RowAfter(Told.AttemptFailed(), Told.Replayed(at: 10), Told.CancelRequested(at: requestedAt));
        (row.ActiveCancel is not null).ShouldBe(counts);

        var asEarlier = await LedgerFixture.RowAfter(
            Told.AttemptFailed(), Told.CancelRequested(at: 1), Told.Replayed(at: 10), Told.CancelRequested(at: requestedAt));
        (asEarlier.ActiveCancel is not null).ShouldBe(counts);
    }

    [Fact]
    public async Task A_task_has_ended_when_the_attempt_did_that_it_stands_at()
    {
        (await LedgerFixture.RowAfter(Told.AttemptFailed(1, at: 3, retryAt: 5), Told.Succeeded(2, at: 8))).FinishedAt.ShouldBe(Told.At(8));
        (await LedgerFixture.RowAfter(Told.AttemptFailed(1, at: 3, retryAt: 5))).FinishedAt.ShouldBeNull();
        (await LedgerFixture.RowAfter(Told.AttemptFailed(1, at: 3, retryAt: 5), Told.Enqueued(2))).LatestAttempt.ShouldBeNull();
    }
}
