using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Sagas;

/// <summary>What a row remembers of events that come late, twice or from two workers.</summary>
public sealed class EventMergeTests
{
    [Fact]
    public async Task Of_several_cancel_requests_the_earliest_is_kept()
    {
        var row = await LedgerFixture.RowAfter(
            Told.CancelRequested(at: 5, by: "ann"), Told.CancelRequested(at: 4, by: "bob"), Told.CancelRequested(at: 6, by: "cat"));

        row.Cancel!.By.ShouldBe("bob");
    }

    [Theory]
    [InlineData(null, 120)]
    [InlineData(60, null)]
    [InlineData(60, 120)]
    [InlineData(120, 60)]
    public async Task A_second_submission_of_the_same_id_changes_nothing(int? firstDue, int? secondDue)
    {
        var fixture = new LedgerFixture();
        await fixture.Apply(Told.Submitted(due: firstDue, fingerprint: "one"));
        var before = await fixture.Stored();

        await fixture.Apply(Told.Submitted(at: 9, due: secondDue, name: "math.mul", fingerprint: "two", arguments: "[]"));

        (await fixture.Stored()).ShouldBe(before);
    }

    [Fact]
    public async Task A_row_that_no_one_submitted_learns_its_name_and_queue_from_the_worker_and_the_submission_overrules_it()
    {
        var row = await LedgerFixture.RowAfter(Told.Started(name: "math.sum", queue: "slow"));
        (row.Name, row.Queue).ShouldBe(("math.sum", "slow"));
        row.SubmittedAt.ShouldBeNull();

        var submitted = await LedgerFixture.RowAfter(
            Told.Started(name: "math.sum", queue: "slow"), Told.Submitted(), Told.Started(attempt: 2, name: "a", queue: "a"));
        (submitted.Name, submitted.Queue).ShouldBe(("math.add", "default"));
    }

    [Fact]
    public async Task A_start_that_arrives_after_the_end_of_its_attempt_adds_when_it_began()
    {
        var row = await LedgerFixture.RowAfter(
            Told.Succeeded(worker: "w2"), Told.Started(worker: "w1"), Told.Progressed(1), Told.Enqueued());

        row.State.ShouldBe(TaskState.Succeeded);
        var attempt = row.Attempts.ShouldHaveSingleItem();
        attempt.StartedAt.ShouldBe(Told.At(2));
        attempt.Worker.ShouldBe("w2");
    }

    [Fact]
    public async Task A_late_event_of_an_earlier_attempt_adds_its_facts_and_leaves_the_state()
    {
        var row = await LedgerFixture.RowAfter(Told.Submitted(), Told.Started(2), Told.AttemptFailed(1, retryAt: 30));

        row.State.ShouldBe(TaskState.Running);
        row.Attempt.ShouldBe(2);
        row.DueAt.ShouldBeNull();
        row.Attempts.Select(attempt => attempt.Number).ShouldBe([1, 2]);
        row.Attempts[0].Error!.Message.ShouldBe("Boom");
    }

    [Fact]
    public async Task Progress_is_that_of_the_highest_sequence_of_the_newest_attempt()
    {
        var row = await LedgerFixture.RowAfter(
            Told.Progressed(2, percent: 20, message: "b"), Told.Progressed(1, percent: 90, message: "a"), Told.Progressed(3, percent: 5));
        row.Progress.ShouldBe(new ProgressRecord(1, 3, 5, null));

        var next = await LedgerFixture.RowAfter(
            Told.Progressed(9, attempt: 1), Told.Progressed(1, attempt: 2, percent: 1), Told.Progressed(10, attempt: 1));
        next.Progress.ShouldBe(new ProgressRecord(2, 1, 1, null));
    }

    [Fact]
    public async Task Of_two_deliveries_of_one_attempt_the_success_counts_and_then_the_earlier_end()
    {
        var row = await LedgerFixture.RowAfter(
            Told.Started(at: 2, worker: "w1"),
            Told.Started(at: 1, worker: "w2"),
            Told.Succeeded(at: 9, worker: "w1", result: "1"),
            Told.Succeeded(at: 8, worker: "w2", result: "2"),
            Told.AttemptFailed(at: 5, worker: "w3"));

        row.State.ShouldBe(TaskState.Succeeded);
        row.Result!.Value.GetRawText().ShouldBe("2");
        var attempt = row.Attempts.ShouldHaveSingleItem();
        (attempt.Worker, attempt.StartedAt, attempt.FinishedAt, attempt.Error).ShouldBe(("w2", Told.At(1), Told.At(8), null));
    }

    [Fact]
    public async Task Of_two_ends_that_differ_in_content_alone_the_same_one_counts_whichever_comes_first()
    {
        (TaskEvent One, TaskEvent Other)[] pairs =
        [
            (Told.Succeeded(result: "1"), Told.Succeeded(result: "2")),
            (Told.Succeeded(result: "1"), Told.Succeeded(result: null)),
            (Told.AttemptFailed(error: "a"), Told.AttemptFailed(error: "b")),
            (Told.AttemptFailed(error: "a", retryAt: 9), Told.AttemptFailed(error: "b", retryAt: 9)),
            (Told.Deferred(reason: "a"), Told.Deferred(reason: null)),
            (Told.Canceled(worker: "w1"), Told.Canceled(worker: null)),
            (Told.CancelRequested(reason: "a"), Told.CancelRequested(reason: "b")),
            (Told.Progressed(1, message: "a"), Told.Progressed(1, message: null)),
        ];
        foreach (var (one, other) in pairs)
        {
            var told = TaskRowCodec.Encode(await LedgerFixture.RowAfter(one, other), 0);

            TaskRowCodec.Encode(await LedgerFixture.RowAfter(other, one), 0).ShouldBe(told, one.Message.ToString());
        }
    }

    [Fact]
    public async Task Of_two_retries_of_one_attempt_the_later_due_time_counts()
    {
        var row = await LedgerFixture.RowAfter(
            Told.AttemptFailed(worker: "w1", retryAt: 30),
            Told.AttemptFailed(worker: "w2", retryAt: 40),
            Told.AttemptFailed(worker: "w3", retryAt: 35));

        row.DueAt.ShouldBe(Told.At(40));
    }

    [Fact]
    public async Task A_row_keeps_the_newest_attempts_in_order_and_each_once()
    {
        var numbers = Enumerable.Range(1, TaskSaga.AttemptsKept + 20).ToArray();
        new Random(1).Shuffle(numbers);
        TaskEvent[] events =
        [
            .. numbers.SelectMany(number => new[] { Told.Deferred(number), Told.Started(number), Told.Deferred(number) }),
        ];

        var row = await LedgerFixture.RowAfter(events);

        row.Attempts.Select(attempt => attempt.Number).ShouldBe(Enumerable.Range(21, TaskSaga.AttemptsKept));
        row.Attempts.ShouldAllBe(attempt => attempt.StartedAt != null && attempt.FinishedAt != null);
    }

    [Fact]
    public async Task An_attempt_that_is_forgotten_takes_its_result_along()
    {
        TaskEvent[] later = [.. Enumerable.Range(2, TaskSaga.AttemptsKept).Select(number => Told.Deferred(number))];

        var toldFirst = await LedgerFixture.RowAfter([Told.Succeeded(1), .. later]);
        var toldLast = await LedgerFixture.RowAfter([.. later, Told.Succeeded(1)]);

        (toldFirst.ResultAttempt, toldFirst.Result).ShouldBe((0, null));
        (toldLast.ResultAttempt, toldLast.Result).ShouldBe((0, null));
    }

    [Fact]
    public async Task Times_are_kept_in_milliseconds_of_UTC()
    {
        var row = await LedgerFixture.RowAfter(Told.Submitted(due: 1.0009), Told.Started(at: 2.0009));

        row.SubmittedAt!.Value.Offset.ShouldBe(TimeSpan.Zero);
        row.Attempts[0].StartedAt.ShouldBe(Told.At(2));
        var fixture = new LedgerFixture();
        var entry = (await fixture.Apply(Told.Submitted(due: 1.0009)))[0];
        entry.Row!.DueAt.ShouldBe(Told.At(1));
        fixture.Store.PlaceOf(Told.Id).Due.ShouldBe(Told.At(1));
    }
}
