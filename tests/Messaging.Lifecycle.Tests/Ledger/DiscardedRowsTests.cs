using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Logs;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.Lifecycle.Tests.Ledger;

/// <summary>Rows of tasks that have ended and that somebody wants to be rid of before their time, and what goes with a row.</summary>
public sealed class DiscardedRowsTests
{
    private readonly LedgerFixture _fixture = new();
    private readonly InMemoryTaskLogs _logs;
    private readonly TaskJanitor _janitor;

    public DiscardedRowsTests()
    {
        _logs = new InMemoryTaskLogs(_fixture.Clock);
        _janitor = new TaskJanitor(_fixture.Tasks, _logs, new OptionsWrapper<LedgerOptions>(_fixture.Options), _fixture.Clock);
    }

    [Fact]
    public async Task A_task_that_has_ended_is_buried_with_its_log()
    {
        await _fixture.Apply(Told.Submitted(), Told.AttemptFailed());
        await WriteLog();

        (await Discard()).ShouldBeNull();

        TaskHeader.Read(await _fixture.Stored()).IsTombstone.ShouldBeTrue();
        (await ReadLog()).ShouldBeEmpty();
        (await _fixture.Apply(Told.Started()))[0].IsGone.ShouldBeTrue();
        _fixture.Clock.Advance(_fixture.Options.TombstoneRetention);
        (await _fixture.Stored()).ShouldBeNull();
    }

    [Fact]
    public async Task A_task_that_has_not_ended_is_left_with_its_log()
    {
        await _fixture.Apply(Told.Submitted(), Told.AttemptFailed(retryAt: 9));
        await WriteLog();

        (await Discard()).ShouldNotBeNull().State.ShouldBe(TaskState.Retrying);

        (await _fixture.Row()).State.ShouldBe(TaskState.Retrying);
        (await ReadLog()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_task_that_may_not_go_is_left()
    {
        await _fixture.Apply(Told.Submitted(), Told.AttemptFailed());

        (await Discard(task => task.Name != "math.add")).ShouldNotBeNull().State.ShouldBe(TaskState.Failed);

        (await _fixture.Row()).State.ShouldBe(TaskState.Failed);
    }

    [Fact]
    public async Task Nothing_is_written_for_a_task_that_nobody_knows()
    {
        (await Discard()).ShouldBeNull();

        _fixture.Store.Commits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_task_that_changes_meanwhile_is_judged_as_it_is_then()
    {
        await _fixture.Apply(Told.Submitted(), Told.AttemptFailed());
        _fixture.Store.BeforeCommit = async _ =>
        {
            _fixture.Store.BeforeCommit = null;
            await _fixture.OpenAnother().Apply([Told.Replayed(2)], CancellationToken.None);
        };

        (await Discard()).ShouldNotBeNull().State.ShouldBe(TaskState.Scheduled);

        (await _fixture.Row()).State.ShouldBe(TaskState.Scheduled);
    }

    [Fact]
    public async Task A_task_that_changes_and_may_go_all_the_same_is_buried()
    {
        await _fixture.Apply(Told.Submitted(), Told.AttemptFailed());
        _fixture.Store.BeforeCommit = async _ =>
        {
            _fixture.Store.BeforeCommit = null;
            await _fixture.OpenAnother().Apply([Told.CancelRequested()], CancellationToken.None);
        };

        (await Discard()).ShouldBeNull();

        TaskHeader.Read(await _fixture.Stored()).IsTombstone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_task_that_others_keep_changing_is_given_up_in_the_end()
    {
        await _fixture.Apply(Told.Submitted(), Told.AttemptFailed());
        var changes = 0;
        Func<IReadOnlyList<RowChange>, Task>? change = null;
        change = async _ =>
        {
            _fixture.Store.BeforeCommit = null;
            await _fixture.OpenAnother().Apply([Told.CancelRequested(at: 10 + ++changes)], CancellationToken.None);
            _fixture.Store.BeforeCommit = change;
        };
        _fixture.Store.BeforeCommit = change;

        await Should.ThrowAsync<TaskStoreUnavailableException>(() => Discard());

        changes.ShouldBe(64);
    }

    [Fact]
    public async Task A_row_whose_retention_has_passed_takes_its_log_along_and_one_that_lives_on_keeps_it()
    {
        await _fixture.Apply(Told.Submitted(), Told.Succeeded(at: 0));
        await WriteLog();
        _fixture.Options.SucceededRetention = TimeSpan.FromHours(48);
        _fixture.Clock.Advance(TimeSpan.FromHours(24));

        await _janitor.Sweep(CancellationToken.None);
        (await ReadLog()).ShouldHaveSingleItem();
        _fixture.Clock.Advance(TimeSpan.FromHours(24));
        await _janitor.Sweep(CancellationToken.None);

        TaskHeader.Read(await _fixture.Stored()).IsTombstone.ShouldBeTrue();
        (await ReadLog()).ShouldBeEmpty();
    }

    private Task<TaskSaga?> Discard(Func<TaskSaga, bool>? may = null) =>
        _janitor.Discard(Told.Id, may ?? (_ => true), CancellationToken.None);

    private Task WriteLog() => _logs.Append(
        [new TaskLogged { TaskId = Told.Id, Attempt = 1, Sequence = 1, LoggedAt = Told.Start, Message = "Half done." }],
        CancellationToken.None);

    private Task<IReadOnlyList<TaskLogged>> ReadLog() => _logs.Read(Told.Id, default, 10, CancellationToken.None);
}
