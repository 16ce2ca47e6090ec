using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Producer.Tests.Dispatch;

/// <summary>Tasks whose deadlines pass while they wait.</summary>
public sealed class TaskDispatcherExpiryTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly DispatchFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _fixture.Close();

    [Theory]
    [InlineData(TaskIndex.Due)]
    [InlineData(TaskIndex.Outbox)]
    public async Task A_task_that_may_not_start_any_more_expires_instead_of_being_sent(TaskIndex index)
    {
        var task = _fixture.Submission(index == TaskIndex.Due ? Minute : null) with { ExpiresAt = Now + (2 * Minute) };
        await _fixture.Tell(TaskEvent.Of(task));
        _fixture.Clock.Advance(2 * Minute);

        (await _fixture.Dispatch(index)).ShouldBe(1);

        _fixture.Broker.Asked.ShouldBe(0);
        (await _fixture.Row(task.TaskId)).State.ShouldBe(TaskState.Expired);
    }

    [Fact]
    public async Task A_task_in_a_queue_that_nobody_serves_expires_when_its_time_has_passed()
    {
        var task = _fixture.Submission() with { ExpiresAt = Now + Minute };
        await _fixture.Tell(TaskEvent.Of(task), TaskEvent.Of(new TaskEnqueued { TaskId = task.TaskId, Attempt = 1, EnqueuedAt = Now }));

        // It may have begun in time, and the word of that be on its way.
        _fixture.Clock.Advance(Minute + TimeSpan.FromMilliseconds(29_999));
        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(0);
        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);

        (await _fixture.Row(task.TaskId)).State.ShouldBe(TaskState.Expired);
        _fixture.Broker.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_row_that_another_release_has_left_in_the_index_is_taken_off_it()
    {
        var task = _fixture.Submission() with { ExpiresAt = Now + Minute };
        await _fixture.Tell(
            TaskEvent.Of(task), TaskEvent.Of(new TaskStarted { TaskId = task.TaskId, Attempt = 1, StartedAt = Now, Worker = "w1" }));
        var row = await _fixture.Row(task.TaskId);
        var place = TaskIndexEntry.Of(row, DispatchFixture.LedgerOptions);
        var version = (uint)row.Version;
        await _fixture.Store.Commit(
            [
                new RowChange
                {
                    Id = task.TaskId,
                    ExpectedVersion = version,
                    Value = TaskRowCodec.Encode(row, version + 1),
                    Before = place,
                    After = place with { Due = Now },
                },
            ], CancellationToken.None);

        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);
        _fixture.Clock.Advance(Minute);

        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(0);
        (await _fixture.Row(task.TaskId)).State.ShouldBe(TaskState.Running);
        _fixture.Broker.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_scheduled_task_expires_before_its_time_when_that_comes_too_late()
    {
        var task = _fixture.Submission(2 * Minute) with { ExpiresAt = Now + Minute };
        await _fixture.Tell(TaskEvent.Of(task));

        _fixture.Clock.Advance(Minute);
        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);

        (await _fixture.Row(task.TaskId)).State.ShouldBe(TaskState.Expired);
    }

    private DateTimeOffset Now => _fixture.Clock.GetUtcNow();
}
