using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Lifecycle.Tests.Ledger;

public sealed class TaskJanitorTests
{
    private readonly LedgerFixture _fixture = new();
    private readonly TaskJanitor _janitor;

    public TaskJanitorTests() => _janitor = _fixture.OpenJanitor();

    [Fact]
    public async Task A_row_is_buried_when_its_retention_has_passed_and_not_before()
    {
        await _fixture.Apply(Told.Submitted(), Told.Succeeded(at: 0));

        _fixture.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        (await Sweep()).ShouldBe(0);
        (await _fixture.Stored()).ShouldNotBeNull().Length.ShouldBeGreaterThan(TaskHeader.Length);

        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Sweep()).ShouldBe(1);
        TaskHeader.Read(await _fixture.Stored()).ShouldBe(new TaskHeader(2, 1, null, false));
        (await Sweep()).ShouldBe(0);
    }

    [Fact]
    public async Task A_tombstone_is_kept_for_its_own_time_and_then_forgotten()
    {
        await BuryOne();

        _fixture.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1));
        (await _fixture.Apply(Told.Started()))[0].IsGone.ShouldBeTrue();

        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await _fixture.Stored()).ShouldBeNull();
        (await Sweep()).ShouldBe(0);
    }

    [Fact]
    public async Task Burying_is_no_end_that_anybody_is_told_of()
    {
        await BuryOne();

        _fixture.Store.Commits[^1].ShouldAllBe(change => !change.IsEnd);
    }

    [Fact]
    public async Task Many_rows_are_buried_batch_by_batch()
    {
        Guid[] ids = [.. Enumerable.Range(0, 600).Select(_ => Guid.NewGuid())];
        await _fixture.Apply([.. ids.Select(id => Told.Expired(id: id))]);
        _fixture.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        var swept = new List<int>();
        do
        {
            swept.Add(await Sweep());
        }
        while (swept[^1] > 0);

        swept.Sum().ShouldBe(600);
        swept.Count.ShouldBeGreaterThan(2);
        (await _fixture.Store.Load(ids, CancellationToken.None)).ShouldAllBe(row => row!.Length == TaskHeader.Length);
    }

    [Fact]
    public async Task A_row_whose_retention_was_lengthened_since_is_moved()
    {
        await _fixture.Apply(Told.Submitted(), Told.Succeeded(at: 0));
        _fixture.Options.SucceededRetention = TimeSpan.FromHours(48);
        _fixture.Clock.Advance(TimeSpan.FromHours(24));

        (await Sweep()).ShouldBe(1);

        (await _fixture.Row()).State.ShouldBe(TaskState.Succeeded);
        _fixture.Store.PlaceOf(Told.Id).Retention.ShouldBe(Told.At(0) + TimeSpan.FromHours(48));
        _fixture.Clock.Advance(TimeSpan.FromHours(24));
        (await Sweep()).ShouldBe(1);
        TaskHeader.Read(await _fixture.Stored()).IsTombstone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_row_that_has_not_ended_leaves_the_index_and_lives_on()
    {
        await _fixture.Apply(Told.Submitted(due: 60));
        await PlaceInRetention(await _fixture.Row(), version: 1);

        (await Sweep()).ShouldBe(1);

        (await _fixture.Row()).State.ShouldBe(TaskState.Scheduled);
        _fixture.Store.PlaceOf(Told.Id).ShouldBe(new TaskIndexEntry { Due = Told.At(60) });
        _fixture.Clock.Advance(TimeSpan.FromDays(1));
        (await Sweep()).ShouldBe(0);
    }

    [Fact]
    public async Task A_row_that_vanished_leaves_a_tombstone()
    {
        await _fixture.Apply(Told.Submitted(), Told.Succeeded(at: 0));
        await _fixture.Vanish();
        _fixture.Clock.Advance(TimeSpan.FromHours(48));

        (await Sweep()).ShouldBe(1);

        TaskHeader.Read(await _fixture.Stored()).ShouldBe(new TaskHeader(1, 0, null, false));
        (await _fixture.Store.Count(CancellationToken.None)).ShouldBeEmpty();
        _fixture.Clock.Advance(TimeSpan.FromHours(1));
        (await Sweep()).ShouldBe(0);
    }

    [Fact]
    public async Task A_row_that_comes_alive_while_it_is_being_buried_lives_on()
    {
        await _fixture.Apply(Told.Submitted(), Told.AttemptFailed(at: 0));
        _fixture.Clock.Advance(TimeSpan.FromDays(30));
        _fixture.Store.BeforeCommit = async _ =>
        {
            _fixture.Store.BeforeCommit = null;
            await _fixture.Apply(Told.Enqueued(2));
        };

        (await Sweep()).ShouldBe(1);

        (await _fixture.Row()).State.ShouldBe(TaskState.Queued);
        _fixture.Clock.Advance(TimeSpan.FromHours(1));
        (await Sweep()).ShouldBe(0);
    }

    [Fact]
    public async Task A_row_that_changed_while_it_was_being_buried_is_buried_after_the_lease()
    {
        await _fixture.Apply(Told.Submitted(), Told.AttemptFailed(at: 0));
        _fixture.Clock.Advance(TimeSpan.FromDays(30));
        _fixture.Store.BeforeCommit = async _ =>
        {
            _fixture.Store.BeforeCommit = null;
            await _fixture.Apply(Told.CancelRequested());
        };
        await Sweep();
        (await _fixture.Row()).Cancel.ShouldNotBeNull();

        (await Sweep()).ShouldBe(0);
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        (await Sweep()).ShouldBe(1);

        TaskHeader.Read(await _fixture.Stored()).IsTombstone.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_janitors_bury_each_row_once()
    {
        Guid[] ids = [.. Enumerable.Range(0, 500).Select(_ => Guid.NewGuid())];
        await _fixture.Apply([.. ids.Select(id => Told.Expired(id: id))]);
        _fixture.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        _fixture.Store.Commits.Clear();

        var swept = await Task.WhenAll(new[] { _janitor, _fixture.OpenJanitor() }.Select(janitor => Task.Run(async () =>
        {
            var all = 0;
            for (var count = -1; count != 0; all += count)
            {
                count = await janitor.Sweep(CancellationToken.None);
            }

            return all;
        })));

        swept.Sum().ShouldBe(500);
        _fixture.Store.Commits.SelectMany(changes => changes).Select(change => change.Id).ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task A_janitor_that_dies_before_it_commits_leaves_its_rows_to_the_next()
    {
        await _fixture.Apply(Told.Submitted(), Told.Succeeded(at: 0));
        _fixture.Clock.Advance(TimeSpan.FromHours(24));
        _fixture.Store.BeforeCommit = _ => throw new TaskStoreUnavailableException("no store");
        await Should.ThrowAsync<TaskStoreUnavailableException>(() => Sweep());
        _fixture.Store.BeforeCommit = null;

        (await Sweep()).ShouldBe(0);
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        (await Sweep()).ShouldBe(1);
    }

    private Task<int> Sweep() => _janitor.Sweep(CancellationToken.None);

    private async Task BuryOne()
    {
        await _fixture.Apply(Told.Submitted(), Told.Succeeded(at: 0));
        _fixture.Clock.Advance(TimeSpan.FromHours(24));
        (await Sweep()).ShouldBe(1);
    }

    private async Task PlaceInRetention(TaskSaga row, uint version) => await _fixture.Store.Commit(
        [
            new RowChange
            {
                Id = row.CorrelationId,
                ExpectedVersion = version,
                Value = TaskRowCodec.Encode(row, version + 1),
                Before = TaskIndexEntry.Of(row, _fixture.Options),
                After = TaskIndexEntry.Of(row, _fixture.Options) with { Retention = Told.Start },
            },
        ],
        CancellationToken.None);
}
