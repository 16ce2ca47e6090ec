using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Lifecycle.Tests.Ledger;

public sealed class LostRowsTests
{
    private static readonly Guid Lost = Guid.NewGuid();

    private readonly LedgerFixture _fixture = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_of_rows_that_cannot_be_reached_fail_alone(bool areRead)
    {
        var other = Guid.NewGuid();
        _fixture.Store.IsLost = id => id == Lost;

        var entries = areRead
            ? await _fixture.Apply(Told.Started(id: Lost), Told.Started(id: other), Told.Succeeded(id: Lost))
            : await _fixture.Apply(Told.Submitted(id: Lost), Told.Submitted(id: other), Told.Enqueued(id: Lost));

        entries.Select(entry => entry.Failure is not null).ShouldBe([true, false, true]);
        entries.Select(entry => entry.Row?.CorrelationId).ShouldBe([null, other, null]);
        entries.ShouldAllBe(entry => !entry.IsGone);
        entries[1].IsFirst.ShouldBeTrue();
        _fixture.Store.IsLost = _ => false;
        (await _fixture.Stored(other)).ShouldNotBeNull();
        (await _fixture.Stored(Lost)).ShouldBeNull();
    }

    [Fact]
    public async Task A_row_that_this_process_has_seen_lately_fails_alone_and_is_read_again_afterwards()
    {
        await _fixture.Apply(Told.Submitted(id: Lost), Told.Submitted());
        _fixture.Store.IsLost = id => id == Lost;
        var entries = await _fixture.Apply(Told.Started(id: Lost), Told.Started());
        entries.Select(entry => entry.Failure is not null).ShouldBe([true, false]);
        _fixture.Store.IsLost = _ => false;

        var entry = (await _fixture.Apply(Told.Started(id: Lost)))[0];

        entry.Failure.ShouldBeNull();
        entry.Row!.State.ShouldBe(TaskState.Running);
        entry.IsFirst.ShouldBeFalse();
    }

    [Fact]
    public async Task What_somebody_else_changed_is_applied_again_although_others_are_lost()
    {
        await _fixture.Apply(Told.Submitted());
        await _fixture.OpenAnother().Apply([Told.Enqueued()], CancellationToken.None);
        _fixture.Store.IsLost = id => id == Lost;

        var entries = await _fixture.Apply(Told.Submitted(id: Lost), Told.Started());

        entries[0].Failure.ShouldNotBeNull();
        entries[1].Row!.State.ShouldBe(TaskState.Running);
        entries[1].Row!.EnqueuedAttempt.ShouldBe(1);
    }

    [Fact]
    public async Task Events_none_of_whose_rows_can_be_reached_fail_as_a_whole()
    {
        _fixture.Store.IsLost = _ => true;

        await Should.ThrowAsync<TaskStoreUnavailableException>(() => _fixture.Apply(Told.Submitted(), Told.Started(id: Lost)));
    }

    [Fact]
    public async Task Writes_that_share_a_commit_fail_one_by_one()
    {
        await using var writer = new LedgerWriter(_fixture.Ledger);
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _fixture.Store.BeforeCommit = _ =>
        {
            begun.TrySetResult();
            return release.Task;
        };
        var first = writer.Write(Told.Submitted(), CancellationToken.None);
        await begun.Task;
        _fixture.Store.IsLost = id => id == Lost;

        var (well, other) = (Guid.NewGuid(), Guid.NewGuid());
        var reached = writer.Write(Told.Submitted(id: well), CancellationToken.None);
        var lost = writer.Write(Told.Submitted(id: Lost), CancellationToken.None);
        var lostEach = writer.WriteEach([Told.Submitted(id: Lost)], CancellationToken.None);
        var both = writer.WriteEach([Told.Submitted(id: Lost), Told.Submitted(id: other)], CancellationToken.None);
        var bothOrNone = writer.Write([Told.Submitted(id: Lost), Told.Submitted(id: other)], CancellationToken.None);
        release.SetResult();
        await first;

        (await reached).IsFirst.ShouldBeTrue();
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => lost);
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => lostEach);
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => bothOrNone);
        (await both).Select(entry => (entry.Failure is not null, entry.Row?.CorrelationId)).ShouldBe([(true, null), (false, other)]);
        _fixture.Store.Commits.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Who_needs_all_rows_is_refused_when_one_is_lost()
    {
        await _fixture.Apply(Told.Submitted());
        _fixture.Store.IsLost = id => id == Lost;

        await Should.ThrowAsync<TaskStoreUnavailableException>(() => _fixture.Store.Load([Told.Id, Lost], CancellationToken.None));
        (await _fixture.Store.Load([Told.Id], CancellationToken.None))[0].ShouldNotBeNull();
    }
}
