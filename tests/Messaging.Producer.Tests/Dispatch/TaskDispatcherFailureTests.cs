using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Producer.Tests.Dispatch;

/// <summary>What becomes of tasks when the dispatcher, the broker or the store fails on the way.</summary>
public sealed class TaskDispatcherFailureTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly DispatchFixture _fixture = new();

    private DateTimeOffset Now => _fixture.Clock.GetUtcNow();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _fixture.Close();

    [Theory]
    [InlineData(TaskIndex.Due)]
    [InlineData(TaskIndex.Outbox)]
    public async Task A_crash_between_send_and_mark_leads_to_the_same_command_once_more_after_the_lease(TaskIndex index)
    {
        var id = await _fixture.Submit(index == TaskIndex.Due ? Minute : null);
        _fixture.Clock.Advance(Minute);
        _fixture.Store.RefusesCommits = true;
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => _fixture.Dispatch(index));
        _fixture.Store.RefusesCommits = false;

        var other = _fixture.OpenAnother();
        _fixture.Clock.Advance(Lease - TimeSpan.FromMilliseconds(1));
        (await other.DispatchReady(index, CancellationToken.None)).ShouldBe(0);
        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await other.DispatchReady(index, CancellationToken.None)).ShouldBe(1);

        _fixture.Attempts(id).ShouldBe([1, 1]);
        await _fixture.ShouldBeEnqueued(id, 1);
    }

    [Fact]
    public async Task A_crash_between_send_and_mark_changes_nothing_about_a_task_that_was_run_meanwhile()
    {
        var id = await _fixture.Submit(Minute);
        _fixture.Clock.Advance(Minute);
        _fixture.Store.RefusesCommits = true;
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => _fixture.Dispatch(TaskIndex.Due));
        _fixture.Store.RefusesCommits = false;
        await _fixture.Tell(TaskEvent.Of(new TaskSucceeded { TaskId = id, Attempt = 1, FinishedAt = Now, Worker = "w1" }));
        var version = (await _fixture.Row(id)).Version;

        _fixture.Clock.Advance(Lease);
        (await _fixture.OpenAnother().DispatchReady(TaskIndex.Due, CancellationToken.None)).ShouldBe(0);

        _fixture.Attempts(id).ShouldBe([1]);
        (await _fixture.Row(id)).Version.ShouldBe(version);
    }

    [Fact]
    public async Task A_mark_that_comes_after_the_end_of_a_task_changes_nothing_that_can_be_seen()
    {
        var id = await _fixture.Submit(Minute);
        _fixture.Clock.Advance(Minute);
        // A worker is faster than the mark: the command that is sent again finds the task ended.
        _fixture.Broker.OnSend = command =>
            _fixture.Tell(TaskEvent.Of(new TaskSucceeded { TaskId = id, Attempt = command.Attempt, FinishedAt = Now, Worker = "w1" }));

        await _fixture.Dispatch(TaskIndex.Due);

        var row = await _fixture.Row(id);
        (row.State, row.Attempt, row.Due).ShouldBe((TaskState.Succeeded, 1, null));
        _fixture.Clock.Advance(Minute);
        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(0);
        (await _fixture.Dispatch(TaskIndex.Outbox)).ShouldBe(0);
    }

    [Fact]
    public async Task A_batch_that_the_broker_confirmed_nothing_of_is_a_failure_and_due_again_after_the_lease()
    {
        var id = await _fixture.Submit(Minute);
        _fixture.Clock.Advance(Minute);
        _fixture.Broker.HasRoutes = false;
        await Should.ThrowAsync<BrokerUnavailableException>(() => _fixture.Dispatch(TaskIndex.Due));
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Scheduled);

        _fixture.Broker.HasRoutes = true;
        _fixture.Clock.Advance(Lease);
        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);

        _fixture.Attempts(id).ShouldBe([1]);
    }

    [Fact]
    public async Task What_the_broker_confirmed_of_a_batch_is_marked_and_the_rest_is_sent_later()
    {
        Guid lost = await _fixture.Submit(Minute), confirmed = await _fixture.Submit(Minute);
        _fixture.Clock.Advance(Minute);
        _fixture.Broker.OnSend = command => command.TaskId == lost ? throw new BrokerUnavailableException() : Task.CompletedTask;

        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(2);

        await _fixture.ShouldBeEnqueued(confirmed, 1);
        (await _fixture.Row(lost)).State.ShouldBe(TaskState.Scheduled);
        _fixture.Broker.OnSend = _ => Task.CompletedTask;
        _fixture.Clock.Advance(Lease);
        await _fixture.Dispatch(TaskIndex.Due);
        await _fixture.ShouldBeEnqueued(lost, 1);
        _fixture.Attempts(confirmed).ShouldBe([1]);
    }

    [Fact]
    public async Task A_store_that_is_away_is_a_failure()
    {
        _fixture.Store.IsAway = true;

        await Should.ThrowAsync<TaskStoreUnavailableException>(() => _fixture.Dispatch(TaskIndex.Due));
    }
}
