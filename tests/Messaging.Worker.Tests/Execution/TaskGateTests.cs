using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;
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
        var gate = new TaskGate(new HeaderStore(_ => Header(attempt, state, isCancelRequested)).InTasks(), _clock);

        (await gate.Check(RunningWorker.Command with { Attempt = 2 })).ToString().ShouldBe(decision);
    }

    [Fact]
    public async Task A_command_without_a_row_runs()
    {
        var gate = new TaskGate(new HeaderStore(_ => Task.FromResult<byte[]?>(null)).InTasks(), _clock);

        (await gate.Check(RunningWorker.Command)).ShouldBe(GateDecision.Run);
    }

    [Fact]
    public async Task A_command_runs_while_the_store_is_away()
    {
        var gate = new TaskGate(new HeaderStore(_ => Task.FromException<byte[]?>(new TaskStoreUnavailableException())).InTasks(), _clock);

        (await gate.Check(RunningWorker.Command)).ShouldBe(GateDecision.Run);
    }

    [Fact]
    public async Task A_command_runs_when_its_row_has_the_header_of_another_release()
    {
        var gate = new TaskGate(new HeaderStore(_ => Task.FromResult<byte[]?>("2 of a later release"u8.ToArray())).InTasks(), _clock);

        (await gate.Check(RunningWorker.Command)).ShouldBe(GateDecision.Run);
    }

    [Fact]
    public async Task A_command_runs_when_its_row_is_damaged_however_many_are()
    {
        var store = new HeaderStore(_ => Task.FromResult<byte[]?>("no row at all"u8.ToArray()));
        var gate = new TaskGate(store.InTasks(), _clock);

        for (var i = 0; i < 10; i++)
        {
            (await gate.Check(RunningWorker.Command)).ShouldBe(GateDecision.Run);
        }

        store.Reads.ShouldBe(10);
    }

    [Fact]
    public async Task A_command_runs_when_the_store_has_not_answered_for_half_a_second()
    {
        var gate = new TaskGate(new HeaderStore(Hang).InTasks(), _clock);

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
        var gate = new TaskGate(store.InTasks(), _clock);
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
        store.Answer = _ => Header(1, TaskState.Succeeded, false);
        (await gate.Check(RunningWorker.Command)).ShouldBe(GateDecision.Drop);
    }

    private static Task<byte[]?> Header(int attempt, TaskState? state, bool isCancelRequested)
    {
        var header = new byte[TaskHeader.Length];
        new TaskHeader(7, attempt, state == TaskState.Unknown ? TaskState.Queued : state, isCancelRequested).Write(header);
        header[13] = state == TaskState.Unknown ? (byte)'Z' : header[13];
        return Task.FromResult<byte[]?>(header);
    }

    private static async Task<byte[]?> Hang(CancellationToken cancellationToken)
    {
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        return null;
    }

    private sealed class HeaderStore(Func<CancellationToken, Task<byte[]?>> answer) : IRowStore
    {
        public int Reads { get; private set; }

        public Func<CancellationToken, Task<byte[]?>> Answer { get; set; } = answer;

        public Task<IReadOnlyList<RowReading>> LoadBeginnings(IReadOnlyList<Guid> ids, int length, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<byte[]?> LoadHeader(Guid id, CancellationToken cancellationToken)
        {
            Reads++;
            return Answer(cancellationToken);
        }

        public Task<IReadOnlyList<RowReading>> LoadEach(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<CommitResult>> Commit(IReadOnlyList<RowChange> changes, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<Guid>> Lease(
            TaskIndex index,
            DateTimeOffset now,
            TimeSpan duration,
            int limit,
            CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<TaskCursor>> List(TaskListRange range, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<TaskCount>> Count(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<FailureCount>> CountFailures(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<long> CountOf(TaskList list, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<TaskCursor>> Oldest(TaskState state, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IndexReading> Read(TaskIndex index, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<int> Repair(IReadOnlyList<Guid> ids, TaskList? list, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<TaskChanges> Changes(string? position, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IAsyncDisposable> OnEnd(Action<Guid> callback) => throw new NotSupportedException();

        public Task Quarantine(IReadOnlyList<QuarantinedRow> rows, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<QuarantineReading> Quarantined(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task Release(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task Ping(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
