using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Worker.Execution;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Worker.Tests.Execution;

public sealed class TaskGateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(2, TaskState.Queued, false, "Run")]
    [InlineData(2, TaskState.Running, false, "Run")]
    [InlineData(2, TaskState.Scheduled, false, "Run")]
    [InlineData(1, TaskState.Retrying, false, "Run")]
    [InlineData(1, TaskState.Scheduled, false, "Run")]
    [InlineData(1, TaskState.Failed, false, "Run")]
    [InlineData(2, TaskState.Retrying, false, "Drop")]
    [InlineData(2, TaskState.Succeeded, false, "Drop")]
    [InlineData(2, TaskState.Failed, false, "Drop")]
    [InlineData(2, TaskState.Canceled, false, "Drop")]
    [InlineData(2, TaskState.Expired, false, "Drop")]
    [InlineData(3, TaskState.Queued, false, "Drop")]
    [InlineData(3, TaskState.Scheduled, false, "Drop")]
    [InlineData(2, TaskState.Queued, true, "Cancel")]
    [InlineData(1, TaskState.Retrying, true, "Cancel")]
    [InlineData(2, TaskState.Succeeded, true, "Drop")]
    [InlineData(3, TaskState.Queued, true, "Drop")]
    [InlineData(2, TaskState.Unknown, false, "Run")]
    [InlineData(2, TaskState.Unknown, true, "Cancel")]
    [InlineData(3, TaskState.Unknown, false, "Drop")]
    [InlineData(2, null, false, "Drop")]
    [InlineData(1, null, false, "Drop")]
    public async Task The_second_attempt_meets_a_row(int attempt, TaskState? state, bool isCancelRequested, string decision)
    {
        var gate = new TaskGate(new HeaderStore(_ => Task.FromResult<TaskHeader?>(new TaskHeader(7, attempt, state, isCancelRequested))), _clock);

        (await gate.Check(RunningWorker.Command with { Attempt = 2 })).ToString().ShouldBe(decision);
    }

    [Fact]
    public async Task A_command_without_a_row_runs()
    {
        var gate = new TaskGate(new HeaderStore(_ => Task.FromResult<TaskHeader?>(null)), _clock);

        (await gate.Check(RunningWorker.Command)).ShouldBe(GateDecision.Run);
    }

    [Fact]
    public async Task A_command_runs_while_the_store_is_away()
    {
        var gate = new TaskGate(new HeaderStore(_ => Task.FromException<TaskHeader?>(new TaskStoreUnavailableException())), _clock);

        (await gate.Check(RunningWorker.Command)).ShouldBe(GateDecision.Run);
    }

    [Fact]
    public async Task A_command_runs_when_its_row_has_the_header_of_another_release()
    {
        var gate = new TaskGate(new HeaderStore(_ => Task.FromException<TaskHeader?>(new FormatException())), _clock);

        (await gate.Check(RunningWorker.Command)).ShouldBe(GateDecision.Run);
    }

    [Fact]
    public async Task A_command_runs_when_the_store_has_not_answered_for_half_a_second()
    {
        var gate = new TaskGate(new HeaderStore(Hang), _clock);

        var check = gate.Check(RunningWorker.Command);
        _clock.Advance(Patience - TimeSpan.FromMilliseconds(1));
        check.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        (await check).ShouldBe(GateDecision.Run);
    }

    [Fact]
    public async Task After_three_waits_in_vain_commands_run_without_waiting_until_the_store_is_tried_again()
    {
        var store = new HeaderStore(Hang);
        var gate = new TaskGate(store, _clock);
        for (var i = 0; i < 3; i++)
        {
            var check = gate.Check(RunningWorker.Command);
            _clock.Advance(Patience);
            await check;
        }

        // The clock stands still: whoever waited would wait for ever.
        (await gate.Check(RunningWorker.Command).WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe(GateDecision.Run);
        store.Reads.ShouldBe(3);

        _clock.Advance(Break);
        store.Answer = _ => Task.FromResult<TaskHeader?>(new TaskHeader(7, 1, TaskState.Succeeded, false));
        (await gate.Check(RunningWorker.Command)).ShouldBe(GateDecision.Drop);
    }

    private static async Task<TaskHeader?> Hang(CancellationToken cancellationToken)
    {
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        return null;
    }

    private sealed class HeaderStore(Func<CancellationToken, Task<TaskHeader?>> answer) : ITaskStore
    {
        public int Reads { get; private set; }

        public Func<CancellationToken, Task<TaskHeader?>> Answer { get; set; } = answer;

        public Task<TaskHeader?> LoadHeader(Guid id, CancellationToken cancellationToken)
        {
            Reads++;
            return Answer(cancellationToken);
        }

        public Task<IReadOnlyList<RowReading>> LoadEach(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<CommitResult>> Commit(IReadOnlyList<RowChange> changes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<Guid>> Lease(TaskIndex index, DateTimeOffset now, TimeSpan duration, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<TaskPlace>> List(TaskListRange range, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<TaskCount>> Count(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<FailureCount>> CountFailures(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<TaskPlace>> Oldest(TaskState state, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IndexReading> Read(TaskIndex index, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> Repair(IReadOnlyList<Guid> ids, TaskList? list, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<TaskChanges> Changes(string? position, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IAsyncDisposable> OnEnd(Action<Guid> callback) => throw new NotSupportedException();

        public Task Ping(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
