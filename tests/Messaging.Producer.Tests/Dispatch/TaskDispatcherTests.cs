using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Tracing;
using Messaging.TestSupport.Storage;

namespace Messaging.Producer.Tests.Dispatch;

public sealed class TaskDispatcherTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly DispatchFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _fixture.Close();

    [Fact]
    public async Task What_was_confirmed_at_once_is_not_sent_by_the_relay()
    {
        var id = await _fixture.Submit();

        (await _fixture.Dispatcher.TrySend([await _fixture.Row(id)])).ShouldBe(1);
        await _fixture.Marks.StopAsync(CancellationToken.None);

        (await _fixture.Row(id)).EnqueuedAttempt.ShouldBe(1);
        _fixture.Clock.Advance(Minute);
        (await _fixture.Dispatch(TaskIndex.Outbox)).ShouldBe(0);
        _fixture.Attempts(id).ShouldBe([1]);
    }

    [Fact]
    public async Task What_the_broker_did_not_confirm_is_sent_by_the_relay_after_the_grace_and_once()
    {
        var id = await _fixture.Submit();
        _fixture.Broker.HasRoutes = false;
        (await _fixture.Dispatcher.TrySend([await _fixture.Row(id)])).ShouldBe(0);
        _fixture.Broker.HasRoutes = true;

        _fixture.Clock.Advance(DispatchFixture.LedgerOptions.OutboxGrace - TimeSpan.FromMilliseconds(1));
        (await _fixture.Dispatch(TaskIndex.Outbox)).ShouldBe(0);
        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await _fixture.Dispatch(TaskIndex.Outbox)).ShouldBe(1);

        _fixture.Attempts(id).ShouldBe([1]);
        (await _fixture.Row(id)).EnqueuedAttempt.ShouldBe(1);
        _fixture.Clock.Advance(Minute);
        (await _fixture.Dispatch(TaskIndex.Outbox)).ShouldBe(0);
    }

    [Fact]
    public async Task A_command_says_all_that_the_submission_said()
    {
        var task = _fixture.Submission() with
        {
            Queue = "sums",
            ExpiresAt = _fixture.Clock.GetUtcNow() + Minute,
            Retry = new RetryOverride { MaxAttempts = 3 },
            TimeLimit = Minute,
            Key = "customer-7",
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
            TraceState = "vendor=1",
        };
        await _fixture.Tell(TaskEvent.Of(task));

        await _fixture.Dispatcher.TrySend([await _fixture.Row(task.TaskId)]);

        var command = _fixture.Broker.Sent.ShouldHaveSingleItem();
        command.Arguments.GetRawText().ShouldBe(task.Arguments.GetRawText());
        TraceContexts.TraceIdOf(command.TraceParent).ShouldBe("0af7651916cd43dd8448eb211c80319c");
        (command with { Arguments = default, TraceParent = null }).ShouldBe(new RunTask
        {
            TaskId = task.TaskId,
            Name = "math.add",
            Arguments = default,
            Attempt = 1,
            Queue = "sums",
            ExpiresAt = task.ExpiresAt,
            ReadyAt = task.SubmittedAt,
            Retry = task.Retry,
            TimeLimit = Minute,
            Key = "customer-7",
            TraceState = "vendor=1",
        });
    }

    [Fact]
    public async Task A_scheduled_task_is_sent_as_its_first_attempt_when_it_is_due()
    {
        var id = await _fixture.Submit(Minute);

        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(0);
        _fixture.Clock.Advance(Minute);
        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);

        _fixture.Attempts(id).ShouldBe([1]);
        await _fixture.ShouldBeEnqueued(id, 1);
    }

    [Fact]
    public async Task A_retrying_task_is_sent_as_its_next_attempt()
    {
        var id = await _fixture.Submit();
        await _fixture.Tell(Failed(id, 1));
        _fixture.Clock.Advance(Minute);

        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);

        _fixture.Attempts(id).ShouldBe([2]);
        _fixture.Broker.Sent.Single().Deferrals.ShouldBe(0);
        await _fixture.ShouldBeEnqueued(id, 2);
    }

    [Fact]
    public async Task A_deferred_task_is_sent_as_its_next_attempt_that_knows_of_the_deferral()
    {
        var id = await _fixture.Submit();
        await _fixture.Tell(
            TaskEvent.Of(
                new TaskDeferred { TaskId = id, Attempt = 1, FinishedAt = Now, Worker = "w1", Until = Now + Minute, Deferrals = 1 }));
        _fixture.Clock.Advance(Minute);

        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);

        _fixture.Attempts(id).ShouldBe([2]);
        _fixture.Broker.Sent.Single().Deferrals.ShouldBe(1);
        await _fixture.ShouldBeEnqueued(id, 2);
    }

    [Fact]
    public async Task A_task_whose_command_did_not_come_from_producer_gets_no_further_attempt()
    {
        var id = Guid.NewGuid();
        await _fixture.Tell(Failed(id, 1));
        _fixture.Clock.Advance(Minute);

        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);

        var row = await _fixture.Row(id);
        row.State.ShouldBe(TaskState.Failed);
        row.LatestAttempt!.Error!.Message.ShouldEndWith(
            "There is no further attempt: the command did not come from Producer, so its arguments are not known.");
        _fixture.Broker.Sent.ShouldBeEmpty();
        _fixture.Clock.Advance(Minute);
        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(0);
    }

    [Theory]
    [InlineData(TaskIndex.Due)]
    [InlineData(TaskIndex.Outbox)]
    public async Task The_place_of_a_row_that_vanished_is_given_up(TaskIndex index)
    {
        var place = new TaskIndexEntry { Due = index == TaskIndex.Due ? Now : null, Outbox = index == TaskIndex.Outbox ? Now : null };
        var insert = StoredRows.Insert(Guid.NewGuid(), place, TimeSpan.FromMilliseconds(1));
        await _fixture.Store.Commit([insert], CancellationToken.None);
        _fixture.Clock.Advance(Minute);

        (await _fixture.Dispatch(index)).ShouldBe(1);

        _fixture.Clock.Advance(Minute);
        (await _fixture.Dispatch(index)).ShouldBe(0);
    }

    [Theory]
    [InlineData(TaskIndex.Due)]
    [InlineData(TaskIndex.Outbox)]
    public async Task A_task_that_somebody_asked_to_cancel_is_cancelled_instead_of_sent(TaskIndex index)
    {
        var id = await _fixture.Submit(index == TaskIndex.Due ? Minute : null);
        await _fixture.Tell(TaskEvent.Of(new TaskCancelRequested { TaskId = id, RequestedAt = Now }));
        _fixture.Clock.Advance(Minute);

        (await _fixture.Dispatch(index)).ShouldBe(1);

        _fixture.Broker.Asked.ShouldBe(0);
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Canceled);
    }

    [Fact]
    public async Task A_retry_that_was_cancelled_ends_at_the_attempt_that_is_not_made()
    {
        var id = await _fixture.Submit();
        await _fixture.Tell(Failed(id, 1), TaskEvent.Of(new TaskCancelRequested { TaskId = id, RequestedAt = Now }));
        _fixture.Clock.Advance(Minute);

        await _fixture.Dispatch(TaskIndex.Due);

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Canceled);
        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(0);
    }

    [Fact]
    public async Task Two_dispatchers_never_both_send_a_row()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 600; i++)
        {
            ids.Add(await _fixture.Submit(Minute));
        }

        _fixture.Clock.Advance(Minute);
        var other = _fixture.OpenAnother();
        // Nobody goes on to mark before both have taken.
        var taken = 0;
        var bothTook = new TaskCompletionSource();
        _fixture.Store.AfterLease = () => Interlocked.Increment(ref taken) == 2 ? Task.Run(bothTook.SetResult) : bothTook.Task;
        int[] counts = await Task.WhenAll(_fixture.Dispatch(TaskIndex.Due), other.DispatchReady(TaskIndex.Due, CancellationToken.None));
        counts.ShouldAllBe(count => count > 0);

        while (await _fixture.Dispatch(TaskIndex.Due) > 0)
        {
        }

        _fixture.Broker.Sent.Select(command => command.TaskId).ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task A_row_that_moved_on_between_lease_and_reading_is_left_alone()
    {
        var id = await _fixture.Submit(Minute);
        _fixture.Clock.Advance(Minute);
        _fixture.Store.AfterLease = () =>
            _fixture.Tell(TaskEvent.Of(new TaskStarted { TaskId = id, Attempt = 1, StartedAt = Now, Worker = "w1" }));

        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);

        _fixture.Broker.Asked.ShouldBe(0);
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
    }

    private DateTimeOffset Now => _fixture.Clock.GetUtcNow();

    private TaskEvent Failed(Guid id, int attempt) => TaskEvent.Of(new TaskAttemptFailed
    {
        TaskId = id,
        Attempt = attempt,
        FinishedAt = Now,
        Worker = "w1",
        Error = new TaskError { Type = "boom", Message = "Boom" },
        RetryAt = Now + Minute,
    });
}
