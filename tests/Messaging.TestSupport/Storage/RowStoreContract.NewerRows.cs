using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>Rows in states of a later release.</summary>
public abstract partial class RowStoreContract
{
    [Theory]
    [MemberData(nameof(Indexes))]
    public async Task A_row_in_a_state_that_is_not_known_is_not_leased_and_holds_up_none_behind_it(TaskIndex index)
    {
        var store = await CreateStore();
        RowChange[] newer =
        [
            .. Enumerable.Range(0, 50).Select(_ => StoredRows.Insert(Guid.NewGuid(), StoredRows.In(index, Noon - Minute)).InNewerState()),
        ];
        RowChange[] known = [.. Enumerable.Range(0, 50).Select(_ => StoredRows.Insert(Guid.NewGuid(), StoredRows.In(index, Noon)))];
        await store.Commit([.. newer, .. known], CancellationToken.None);

        // As many as may all be of one hash tag.
        var taken = await Take(store, index, Noon, limit: 16 * known.Length);

        taken.ShouldBe(known.Select(change => change.Id), ignoreOrder: true);
        (await store.Read(index, 16 * 100, CancellationToken.None)).First.ShouldBe(
            [.. newer.Select(change => change.Id), .. taken], ignoreOrder: true);
    }

    [Fact]
    public async Task A_row_that_leaves_such_a_state_is_leased_at_once()
    {
        var store = await CreateStore();
        var place = StoredRows.In(TaskIndex.Due, Noon);
        var insert = StoredRows.Insert(Guid.NewGuid(), place).InNewerState();
        await Commit(store, insert);
        (await Take(store, TaskIndex.Due, Noon)).ShouldBeEmpty();

        await Commit(store, StoredRows.Update(insert.Id, version: 1, place, place));

        (await Take(store, TaskIndex.Due, Noon)).ShouldBe([insert.Id]);
    }

    [Fact]
    public async Task A_row_in_a_state_that_is_not_known_is_read_as_such()
    {
        var store = await CreateStore();
        var insert = new ListedTask { CreatedAt = Noon }.Insert().InNewerState();
        await Commit(store, insert);

        (await store.ReadHeader(insert.Id, CancellationToken.None)).ShouldBe(new TaskHeader(1, 1, TaskState.Unknown, false));
        var row = TaskRowCodec.Decode(insert.Id, await Load(store, insert.Id)).ShouldNotBeNull();
        (row.State, row.Name, row.CreatedAt).ShouldBe((TaskState.Unknown, "math.add", Noon));
    }

    [Fact]
    public async Task Rows_in_states_that_are_not_known_are_listed_and_counted_among_the_others()
    {
        var store = await CreateStore();
        var known = new ListedTask { CreatedAt = Noon };
        var newer = new ListedTask { CreatedAt = Noon + Minute };
        await store.Commit([known.Insert(), newer.Insert().InNewerState()], CancellationToken.None);

        (await store.List(new TaskListRange { Limit = 10 }, CancellationToken.None)).ShouldBe([newer.Place, known.Place]);
        (await store.List(new TaskListRange { Name = "math.add", Queue = "default", Limit = 10 }, CancellationToken.None))
            .ShouldBe([newer.Place, known.Place]);
        (await store.List(new TaskListRange { State = TaskState.Queued, Limit = 10 }, CancellationToken.None)).ShouldBe([known.Place]);
        (await store.List(new TaskListRange { State = TaskState.Unknown, Limit = 10 }, CancellationToken.None)).ShouldBe([newer.Place]);
        (await store.Oldest(TaskState.Unknown, CancellationToken.None)).ShouldBe([newer.Place]);
        (await store.Count(CancellationToken.None))
            .ShouldBe(
                [new TaskCount("default", "math.add", TaskState.Queued, 1), new TaskCount("default", "math.add", TaskState.Unknown, 1)],
                ignoreOrder: true);
    }

    [Fact]
    public async Task A_repair_leaves_a_row_in_a_state_that_is_not_known_where_it_is()
    {
        var store = await CreateStore();
        var newer = new ListedTask { CreatedAt = Noon, Tags = ["blue"] };
        await Commit(store, newer.Insert().InNewerState());

        (await store.Repair([newer.Id], TaskList.OfTag("blue"), CancellationToken.None)).ShouldBe(0);

        (await store.List(new TaskListRange { Limit = 10 }, CancellationToken.None)).ShouldBe([newer.Place]);
    }

    [Fact]
    public async Task A_change_to_a_state_that_is_not_known_is_told_like_any_other()
    {
        var store = await CreateStore();
        var position = (await store.Changes(null, 100, CancellationToken.None)).Position;
        var insert = StoredRows.Insert(Guid.NewGuid()).InNewerState();

        await Commit(store, insert);

        (await store.Changes(position, 100, CancellationToken.None)).Changes.ShouldBe(
            [new TaskChange(insert.Id, new TaskHeader(1, 1, TaskState.Unknown, false))]);
    }
}
