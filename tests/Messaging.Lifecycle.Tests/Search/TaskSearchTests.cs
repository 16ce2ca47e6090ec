using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Search;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Tests.Search;

public sealed class TaskSearchTests
{
    private readonly LedgerFixture _fixture = new();
    private readonly TaskSearch _search;

    public TaskSearchTests() => _search = new TaskSearch(_fixture.Tasks);

    [Fact]
    public async Task A_row_that_vanished_is_left_out_and_no_longer_counted()
    {
        await _fixture.Apply(Told.Submitted(), Told.Succeeded());
        await _fixture.Vanish();

        (await Find(new TaskFilter())).Tasks.ShouldBeEmpty();

        (await _fixture.Store.Count(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_search_that_finds_little_among_much_pauses_at_a_place_to_go_on_from()
    {
        Guid[] ids = [.. Enumerable.Range(0, 3000).Select(_ => Guid.NewGuid())];
        await _fixture.Apply([.. ids.Select((id, i) => Tagged(id, i))]);
        await _fixture.Apply(Told.Started(id: ids[0]));
        var filter = new TaskFilter { Tag = "all", State = TaskState.Running };

        var first = await Find(filter);

        first.Tasks.ShouldBeEmpty();
        var second = await Find(filter, first.Next.ShouldNotBeNull());
        second.Tasks.ShouldHaveSingleItem().CorrelationId.ShouldBe(ids[0]);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task A_tag_is_combined_with_everything_else_that_is_asked()
    {
        await _fixture.Apply(Told.Submitted());

        (await Find(new TaskFilter { State = TaskState.Queued, Name = "math.add" })).Tasks.Count.ShouldBe(1);
        (await Find(new TaskFilter { State = TaskState.Queued, Tag = "blue" })).Tasks.ShouldBeEmpty();
    }

    private static TaskEvent Tagged(Guid id, int second) =>
        TaskEvent.Of(
            new TaskSubmitted { TaskId = id, Name = "math.add", Arguments = default, SubmittedAt = Told.At(second), Tags = ["all"] });

    private Task<TaskPage> Find(TaskFilter filter, TaskCursor? after = null, int limit = 50) =>
        _search.Find(filter, after, limit, CancellationToken.None);
}
