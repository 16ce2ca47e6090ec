using MassTransit;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Tests.Sagas;

/// <summary>The table of transitions, a sentence each.</summary>
public sealed class TaskStateMachineTests
{
    [Fact]
    public void Every_state_of_the_machine_is_named_in_TaskState() =>
        ((StateMachine)new TaskStateMachine()).States.Select(state => state.Name)
            .Except(["Initial", "Final"])
            .ShouldBe(Enum.GetNames<TaskState>().Except([nameof(TaskState.Unknown)]), ignoreOrder: true);

    [Fact]
    public async Task A_task_without_a_due_time_is_queued_when_it_is_submitted()
    {
        var row = await LedgerFixture.RowAfter(Told.Submitted());

        row.State.ShouldBe(TaskState.Queued);
        row.Position.ShouldBe(new TaskPosition(1, TaskRank.Queued));
        row.DueAt.ShouldBeNull();
        row.Name.ShouldBe("math.add");
        row.Queue.ShouldBe("default");
        row.SubmittedAt.ShouldBe(Told.Start);
        row.FinishedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_task_with_a_due_time_is_scheduled_until_its_command_is_enqueued()
    {
        var scheduled = await LedgerFixture.RowAfter(Told.Submitted(due: 60));
        scheduled.State.ShouldBe(TaskState.Scheduled);
        scheduled.DueAt.ShouldBe(Told.At(60));

        var queued = await LedgerFixture.RowAfter(Told.Submitted(due: 60), Told.Enqueued());
        queued.State.ShouldBe(TaskState.Queued);
        queued.DueAt.ShouldBeNull();
        queued.EnqueuedAttempt.ShouldBe(1);
    }

    [Fact]
    public async Task An_attempt_that_starts_makes_the_task_running()
    {
        var row = await LedgerFixture.RowAfter(Told.Submitted(), Told.Enqueued(), Told.Started(maxAttempts: 3));

        row.State.ShouldBe(TaskState.Running);
        row.MaxAttempts.ShouldBe(3);
        var attempt = row.Attempts.ShouldHaveSingleItem();
        attempt.Worker.ShouldBe("w1");
        attempt.StartedAt.ShouldBe(Told.At(2));
        attempt.Outcome.ShouldBeNull();
    }

    [Fact]
    public async Task An_attempt_that_returns_a_result_ends_the_task_as_succeeded()
    {
        var row = await LedgerFixture.RowAfter(Told.Submitted(), Told.Started(), Told.Succeeded(result: """{"sum":3}"""));

        row.State.ShouldBe(TaskState.Succeeded);
        row.FinishedAt.ShouldBe(Told.At(3));
        row.ResultAttempt.ShouldBe(1);
        row.Result!.Value.GetRawText().ShouldBe("""{"sum":3}""");
        row.LatestAttempt!.Outcome.ShouldBe(TaskRank.Succeeded);
    }

    [Fact]
    public async Task A_failed_attempt_with_a_retry_waits_for_its_time_and_then_runs_again()
    {
        var waiting = await LedgerFixture.RowAfter(Told.Submitted(), Told.Started(), Told.AttemptFailed(retryAt: 30));
        waiting.State.ShouldBe(TaskState.Retrying);
        waiting.DueAt.ShouldBe(Told.At(30));
        waiting.LatestAttempt!.Error!.Message.ShouldBe("Boom");
        waiting.FinishedAt.ShouldBeNull();

        var queued = await LedgerFixture.RowAfter(Told.Submitted(), Told.Started(), Told.AttemptFailed(retryAt: 30), Told.Enqueued(2));
        queued.State.ShouldBe(TaskState.Queued);
        queued.Attempt.ShouldBe(2);
        queued.DueAt.ShouldBeNull();

        var done = await LedgerFixture.RowAfter(
            Told.Submitted(), Told.Started(), Told.AttemptFailed(retryAt: 30), Told.Enqueued(2), Told.Started(2), Told.Succeeded(2));
        done.State.ShouldBe(TaskState.Succeeded);
        done.Attempts.Select(attempt => (attempt.Number, attempt.Outcome)).ShouldBe([(1, TaskRank.Retrying), (2, TaskRank.Succeeded)]);
    }

    [Fact]
    public async Task A_failed_attempt_without_a_retry_ends_the_task_as_failed()
    {
        var row = await LedgerFixture.RowAfter(Told.Submitted(), Told.Started(), Told.AttemptFailed());

        row.State.ShouldBe(TaskState.Failed);
        row.FinishedAt.ShouldBe(Told.At(3));
        row.LatestAttempt!.Error!.Type.ShouldBe("boom");
    }

    [Fact]
    public async Task An_attempt_that_puts_the_task_off_schedules_it_again()
    {
        var row = await LedgerFixture.RowAfter(
            Told.Submitted(), Told.Started(), Told.Deferred(until: 60, deferrals: 1, reason: "rate limit"));

        row.State.ShouldBe(TaskState.Scheduled);
        row.DueAt.ShouldBe(Told.At(60));
        row.Deferrals.ShouldBe(1);
        row.LatestAttempt!.Reason.ShouldBe("rate limit");
    }

    [Fact]
    public async Task A_task_found_too_late_ends_as_expired()
    {
        var row = await LedgerFixture.RowAfter(Told.Submitted(), Told.Expired());

        row.State.ShouldBe(TaskState.Expired);
        row.FinishedAt.ShouldBe(Told.At(3));
    }

    [Fact]
    public async Task A_cancel_request_is_a_fact_and_not_a_state()
    {
        var row = await LedgerFixture.RowAfter(Told.Submitted(), Told.Started(), Told.CancelRequested(reason: "no longer needed"));

        row.State.ShouldBe(TaskState.Running);
        row.Cancel.ShouldBe(new CancelRequest(Told.At(2), "ann", "no longer needed"));
    }

    [Fact]
    public async Task A_cancel_request_that_arrives_first_creates_the_row_and_the_submission_then_places_it()
    {
        var first = await LedgerFixture.RowAfter(Told.CancelRequested());
        first.State.ShouldBe(TaskState.Queued);
        first.Attempt.ShouldBe(0);

        var row = await LedgerFixture.RowAfter(Told.CancelRequested(), Told.Submitted(due: 60));
        row.State.ShouldBe(TaskState.Scheduled);
        row.DueAt.ShouldBe(Told.At(60));
        row.Cancel.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_confirmed_cancel_ends_the_task_with_or_without_a_worker()
    {
        var stopped = await LedgerFixture.RowAfter(Told.Submitted(), Told.CancelRequested(), Told.Started(), Told.Canceled());
        stopped.State.ShouldBe(TaskState.Canceled);
        stopped.LatestAttempt!.Worker.ShouldBe("w1");

        var neverStarted = await LedgerFixture.RowAfter(Told.Submitted(due: 60), Told.CancelRequested(), Told.Canceled(worker: null));
        neverStarted.State.ShouldBe(TaskState.Canceled);
        neverStarted.DueAt.ShouldBeNull();
        neverStarted.FinishedAt.ShouldBe(Told.At(3));
    }

    [Fact]
    public async Task A_task_of_which_only_a_cancel_request_was_known_can_be_cancelled()
    {
        var row = await LedgerFixture.RowAfter(Told.CancelRequested(), Told.Canceled(attempt: 0, worker: null));

        row.State.ShouldBe(TaskState.Canceled);
        row.FinishedAt.ShouldBe(Told.At(3));
        row.Attempts.ShouldHaveSingleItem().Number.ShouldBe(0);
    }

    [Fact]
    public async Task A_submission_that_arrives_after_the_end_adds_its_facts_and_changes_no_state()
    {
        var row = await LedgerFixture.RowAfter(Told.Started(name: "math.add"), Told.Succeeded(), Told.Submitted(due: 60));

        row.State.ShouldBe(TaskState.Succeeded);
        row.SubmittedAt.ShouldBe(Told.Start);
        row.Arguments.ShouldNotBeNull();
        row.DueAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_running_attempt_is_known_from_its_progress_alone()
    {
        var row = await LedgerFixture.RowAfter(Told.Progressed(1, percent: 10));

        row.State.ShouldBe(TaskState.Running);
        row.Attempts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(TaskState.Succeeded)]
    [InlineData(TaskState.Failed)]
    [InlineData(TaskState.Canceled)]
    [InlineData(TaskState.Expired)]
    public async Task An_ended_task_stays_ended_whatever_is_told_of_the_same_attempt(TaskState state)
    {
        TaskEvent[] all =
        [
            Told.Submitted(due: 60),
            Told.Enqueued(),
            Told.Started(),
            Told.Progressed(9),
            Told.AttemptFailed(retryAt: 60),
            Told.Deferred(),
            Told.CancelRequested(),
        ];
        foreach (var late in all)
        {
            var row = await LedgerFixture.RowAfter(EndOf(state), late);

            row.State.ShouldBe(state, late.Message.ToString());
            row.FinishedAt.ShouldBe(Told.At(3));
            row.DueAt.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(TaskState.Succeeded)]
    [InlineData(TaskState.Failed)]
    [InlineData(TaskState.Canceled)]
    [InlineData(TaskState.Expired)]
    public async Task An_ended_task_lives_again_with_a_higher_attempt(TaskState state)
    {
        var row = await LedgerFixture.RowAfter(EndOf(state), Told.Enqueued(2));

        row.State.ShouldBe(TaskState.Queued);
        row.Attempt.ShouldBe(2);
        row.FinishedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Of_several_ends_of_one_attempt_the_higher_rank_decides_whichever_comes_first()
    {
        TaskState[] byRank = [TaskState.Expired, TaskState.Canceled, TaskState.Failed, TaskState.Succeeded];
        foreach (var (lower, higher) in byRank.SelectMany((lower, i) => byRank.Skip(i + 1).Select(higher => (lower, higher))))
        {
            (await LedgerFixture.RowAfter(EndOf(lower), EndOf(higher))).State.ShouldBe(higher);
            (await LedgerFixture.RowAfter(EndOf(higher), EndOf(lower))).State.ShouldBe(higher);
        }
    }

    private static TaskEvent EndOf(TaskState state) => state switch
    {
        TaskState.Succeeded => Told.Succeeded(),
        TaskState.Failed => Told.AttemptFailed(),
        TaskState.Canceled => Told.Canceled(),
        _ => Told.Expired(),
    };
}
