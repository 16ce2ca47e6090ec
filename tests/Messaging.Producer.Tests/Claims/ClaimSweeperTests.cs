using Messaging.Contracts;
using Messaging.Lifecycle.Clocks;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;
using Messaging.Producer.Claims;
using Messaging.Producer.Tests.Dispatch;
using Messaging.TestSupport.Storage;

namespace Messaging.Producer.Tests.Claims;

public sealed class ClaimSweeperTests : IAsyncLifetime
{
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(30);

    private readonly DispatchFixture _fixture = new();
    private readonly InMemoryWorkerDirectory _workers = new();
    private readonly LedgerWriter _ledger;
    private readonly ClaimSweeper _sweeper;

    public ClaimSweeperTests()
    {
        _ledger = _fixture.OpenWriter();
        _sweeper = new ClaimSweeper(_fixture.Tasks, _ledger, _workers, _fixture.Clock);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _fixture.Close();

    [Fact]
    public async Task An_attempt_whose_claim_has_passed_failed_and_is_made_again_at_once()
    {
        var id = await Claimed();

        _fixture.Clock.Advance(Claim - TimeSpan.FromMilliseconds(1));
        (await Sweep()).ShouldBe(0);
        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Sweep()).ShouldBe(1);

        var row = await _fixture.Row(id);
        (row.State, row.Due).ShouldBe((TaskState.Retrying, Now));
        row.LatestAttempt!.Worker.ShouldBe("w1");
        row.LatestAttempt.Error!.Type.ShouldBe("worker-lost");
        row.LatestAttempt.Error.Message.ShouldStartWith("Worker w1 had the task until ");
        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);
        _fixture.Broker.Sent.Single().Attempt.ShouldBe(2);
        (await Sweep()).ShouldBe(0);
    }

    [Fact]
    public async Task When_the_time_has_jumped_nobody_is_taken_to_be_lost_who_could_not_be_heard_of_yet()
    {
        var store = new JumpingTime(_fixture.Clock);
        var clock = new StoreClock(_fixture.Clock);
        await clock.Read(store, CancellationToken.None);
        var sweeper = new ClaimSweeper(_fixture.Tasks, _ledger, _workers, clock);
        var id = await Claimed();

        store.Ahead = TimeSpan.FromSeconds(40);
        await clock.Read(store, CancellationToken.None);
        await _workers.Report(
            new WorkerPresence(new WorkerHeartbeat { Worker = "w2", SentAt = clock.GetUtcNow(), StartedAt = Now }, clock.GetUtcNow()),
            CancellationToken.None);
        await sweeper.Sweep(CancellationToken.None);

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
    }

    [Theory]
    [InlineData(1, 0, null, TaskState.Failed)]
    [InlineData(2, 0, null, TaskState.Retrying)]
    [InlineData(null, 0, 1, TaskState.Failed)]
    [InlineData(null, 0, null, TaskState.Retrying)]
    [InlineData(1, 1, null, TaskState.Failed)]
    [InlineData(2, 1, null, TaskState.Retrying)]
    public async Task The_task_has_failed_when_no_attempts_are_left(int? maxAttempts, int deferrals, int? wanted, TaskState state)
    {
        var task = _fixture.Submission() with { Retry = new RetryOverride { MaxAttempts = wanted } };
        await _fixture.Tell(TaskEvent.Of(task));
        if (deferrals > 0)
        {
            await _fixture.Tell(
                TaskEvent.Of(
                    new TaskDeferred
                    {
                        TaskId = task.TaskId,
                        Attempt = 1,
                        FinishedAt = Now,
                        Worker = "w1",
                        Until = Now,
                        Deferrals = deferrals,
                    }));
        }

        await BeginAndClaim(task.TaskId, deferrals + 1, maxAttempts);
        _fixture.Clock.Advance(Claim);

        await Sweep();

        (await _fixture.Row(task.TaskId)).State.ShouldBe(state);
    }

    [Fact]
    public async Task A_claim_that_was_renewed_between_lease_and_reading_holds()
    {
        var id = await Claimed();
        _fixture.Clock.Advance(Claim);
        _fixture.Store.AfterLease = () => Renew(id);

        (await Sweep()).ShouldBe(1);
        _fixture.Store.AfterLease = null;

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);
        _fixture.Clock.Advance(Claim - TimeSpan.FromMilliseconds(1));
        (await Sweep()).ShouldBe(0);
        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Sweep()).ShouldBe(1);
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Retrying);
    }

    [Fact]
    public async Task A_worker_that_lives_after_all_has_its_result_counted()
    {
        var id = await Claimed();
        _fixture.Clock.Advance(Claim);
        await Sweep();

        await _fixture.Tell(TaskEvent.Of(new TaskSucceeded { TaskId = id, Attempt = 1, FinishedAt = Now, Worker = "w1" }));

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Succeeded);
    }

    [Fact]
    public async Task A_lost_attempt_of_a_task_that_is_to_be_cancelled_is_not_followed_by_another()
    {
        var id = await Claimed();
        await _fixture.Tell(TaskEvent.Of(new TaskCancelRequested { TaskId = id, RequestedAt = Now }));
        _fixture.Clock.Advance(Claim);

        await Sweep();
        await _fixture.Dispatch(TaskIndex.Due);

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Canceled);
        _fixture.Broker.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_place_of_a_row_that_vanished_is_given_up()
    {
        await _fixture.Store.Commit(
            [StoredRows.Insert(Guid.NewGuid(), new TaskIndexEntry { Claim = Now }, TimeSpan.FromMilliseconds(1))], CancellationToken.None);
        _fixture.Clock.Advance(Claim);

        (await Sweep()).ShouldBe(1);

        _fixture.Clock.Advance(Claim);
        (await Sweep()).ShouldBe(0);
    }

    [Fact]
    public async Task A_claim_that_was_not_renewed_by_a_worker_that_lives_is_believed_after_two_minutes()
    {
        var id = await Claimed();
        _fixture.Clock.Advance(Claim + TimeSpan.FromMinutes(2) - TimeSpan.FromMilliseconds(1));
        await Heard("w1");
        await Sweep();
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);

        _fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        await Heard("w1");
        await Sweep();
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Retrying);
    }

    [Fact]
    public async Task The_claim_of_a_worker_that_stopped_in_order_is_believed_at_once()
    {
        var id = await Claimed();
        _fixture.Clock.Advance(Claim);
        await Heard("w1", "stopped");

        await Sweep();

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Retrying);
    }

    [Fact]
    public async Task While_no_worker_is_heard_of_no_attempt_is_lost()
    {
        var id = await Claimed();
        await Heard("w1");
        await Heard("w2");
        _fixture.Clock.Advance(TimeSpan.FromMinutes(30));

        (await _sweeper.Sweep(CancellationToken.None)).ShouldBe(1);
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);

        _fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        await Sweep();
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Retrying);
    }

    [Fact]
    public async Task Of_workers_that_send_no_heartbeats_a_claim_is_believed_after_two_minutes()
    {
        var id = await Claimed();
        _fixture.Clock.Advance(Claim);
        (await _sweeper.Sweep(CancellationToken.None)).ShouldBe(1);
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Running);

        _fixture.Clock.Advance(TimeSpan.FromMinutes(2));
        await _sweeper.Sweep(CancellationToken.None);
        (await _fixture.Row(id)).State.ShouldBe(TaskState.Retrying);
    }

    [Fact]
    public async Task A_store_that_goes_away_after_the_lease_leaves_the_attempt_to_the_next_sweep()
    {
        var id = await Claimed();
        _fixture.Clock.Advance(Claim);
        _fixture.Store.RefusesCommits = true;
        await Should.ThrowAsync<TaskStoreUnavailableException>(Sweep);
        _fixture.Store.RefusesCommits = false;

        _fixture.Clock.Advance(TimeSpan.FromSeconds(15));
        (await Sweep()).ShouldBe(1);

        (await _fixture.Row(id)).State.ShouldBe(TaskState.Retrying);
    }

    private DateTimeOffset Now => _fixture.Clock.GetUtcNow();

    /// <summary>While another worker is heard of, so that silence means something.</summary>
    private async Task<int> Sweep()
    {
        await Heard("w2");
        return await _sweeper.Sweep(CancellationToken.None);
    }

    private Task Heard(string worker, string state = "running") =>
        _workers.Report(
            new WorkerPresence(new WorkerHeartbeat { Worker = worker, SentAt = Now, StartedAt = Now, State = state }, Now),
            CancellationToken.None);

    private async Task<Guid> Claimed()
    {
        var id = await _fixture.Submit();
        await BeginAndClaim(id, 1, null);
        return id;
    }

    private async Task BeginAndClaim(Guid id, int attempt, int? maxAttempts)
    {
        await _fixture.Tell(
            TaskEvent.Of(new TaskStarted { TaskId = id, Attempt = attempt, StartedAt = Now, Worker = "w1", MaxAttempts = maxAttempts }));
        await _fixture.Tell(TaskEvent.Of(new TaskClaimed { TaskId = id, Attempt = attempt, Worker = "w1", Until = Now + Claim }));
    }

    private Task Renew(Guid id) =>
        _fixture.Tell(TaskEvent.Of(new TaskClaimed { TaskId = id, Attempt = 1, Worker = "w1", Until = Now + Claim }));

    private sealed class JumpingTime(TimeProvider clock) : IStoreTime
    {
        public TimeSpan Ahead { get; set; }

        public Task<DateTimeOffset> Read(CancellationToken cancellationToken) => Task.FromResult(clock.GetUtcNow() + Ahead);
    }
}
