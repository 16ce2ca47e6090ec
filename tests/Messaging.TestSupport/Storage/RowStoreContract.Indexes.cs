using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>Indexes, leases and tombstones.</summary>
public abstract partial class RowStoreContract
{
    [Theory]
    [MemberData(nameof(Indexes))]
    public async Task A_row_is_taken_from_its_index_when_its_time_has_come_and_not_before(TaskIndex index)
    {
        var store = await CreateStore();
        var insert = StoredRows.Insert(Guid.NewGuid(), StoredRows.In(index, Noon));
        await Commit(store, insert);

        (await Take(store, index, Noon - Instant)).ShouldBeEmpty();
        foreach (var other in Enum.GetValues<TaskIndex>().Where(other => other != index))
        {
            (await Take(store, other, Noon + Minute)).ShouldBeEmpty();
        }

        (await Take(store, index, Noon)).ShouldBe([insert.Id]);
    }

    [Fact]
    public async Task A_row_can_be_in_all_indexes_at_once()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(
            store, StoredRows.Insert(id, new TaskIndexEntry { Due = Noon, Outbox = Noon + Minute, Retention = Noon + (2 * Minute) }));

        (await Take(store, TaskIndex.Due, Noon)).ShouldBe([id]);
        (await Take(store, TaskIndex.Outbox, Noon)).ShouldBeEmpty();
        (await Take(store, TaskIndex.Outbox, Noon + Minute)).ShouldBe([id]);
        (await Take(store, TaskIndex.Retention, Noon + Minute)).ShouldBeEmpty();
        (await Take(store, TaskIndex.Retention, Noon + (2 * Minute))).ShouldBe([id]);
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public async Task A_lease_moves_a_row_to_its_end_and_then_gives_it_again(TaskIndex index)
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id, StoredRows.In(index, Noon)));
        var late = Noon + TimeSpan.FromHours(1);

        (await Take(store, index, late)).ShouldBe([id]);

        (await Take(store, index, late)).ShouldBeEmpty();
        (await Take(store, index, late + Minute - Instant)).ShouldBeEmpty();
        (await Take(store, index, late + Minute)).ShouldBe([id]);
    }

    [Fact]
    public async Task A_lease_takes_no_more_than_its_limit_and_leases_take_all_in_the_end()
    {
        var store = await CreateStore();
        var ids = await InsertDue(store, 25);
        var taken = new List<Guid>();

        for (IReadOnlyList<Guid> batch = [Guid.Empty]; batch.Count > 0 && taken.Count <= ids.Length; taken.AddRange(batch))
        {
            batch = await Take(store, TaskIndex.Due, Noon, limit: 4);
            batch.Count.ShouldBeLessThanOrEqualTo(4);
        }

        taken.ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task A_lease_takes_only_what_is_due_of_many()
    {
        var store = await CreateStore();
        var due = await InsertDue(store, 20);
        await store.Commit(
            [.. Enumerable.Range(1, 20).Select(i => StoredRows.Insert(Guid.NewGuid(), StoredRows.In(TaskIndex.Due, Noon + (i * Instant))))],
            CancellationToken.None);

        (await Take(store, TaskIndex.Due, Noon)).ShouldBe(due, ignoreOrder: true);
    }

    [Fact]
    public async Task A_lease_survives_a_change_of_the_row_that_leaves_its_place_alone()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        var place = StoredRows.In(TaskIndex.Due, Noon);
        await Commit(store, StoredRows.Insert(id, place));
        await Take(store, TaskIndex.Due, Noon);

        await Commit(store, StoredRows.Update(id, version: 1, before: place, after: place));

        (await Take(store, TaskIndex.Due, Noon + Minute - Instant)).ShouldBeEmpty();
        (await Take(store, TaskIndex.Due, Noon + Minute)).ShouldBe([id]);
    }

    [Fact]
    public async Task A_change_of_one_place_leaves_a_lease_in_another_index_alone()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        var before = new TaskIndexEntry { Due = Noon };
        await Commit(store, StoredRows.Insert(id, before));
        await Take(store, TaskIndex.Due, Noon);

        await Commit(store, StoredRows.Update(id, version: 1, before, before with { Outbox = Noon }));

        (await Take(store, TaskIndex.Outbox, Noon)).ShouldBe([id]);
        (await Take(store, TaskIndex.Due, Noon + Minute - Instant)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public async Task A_change_of_place_ends_a_lease(TaskIndex index)
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id, StoredRows.In(index, Noon)));
        await Take(store, index, Noon);

        await Commit(store, StoredRows.Update(id, version: 1, StoredRows.In(index, Noon), StoredRows.In(index, Noon + (10 * Minute))));

        (await Take(store, index, Noon + (10 * Minute) - Instant)).ShouldBeEmpty();
        (await Take(store, index, Noon + (10 * Minute))).ShouldBe([id]);
    }

    [Theory]
    [InlineData(TaskIndex.Due, TaskIndex.Outbox)]
    [InlineData(TaskIndex.Outbox, TaskIndex.Due)]
    [InlineData(TaskIndex.Outbox, TaskIndex.Retention)]
    [InlineData(TaskIndex.Due, TaskIndex.Retention)]
    public async Task A_row_that_moves_is_in_its_new_index_and_no_longer_in_the_old_one(TaskIndex from, TaskIndex to)
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id, StoredRows.In(from, Noon)));

        await Commit(store, StoredRows.Update(id, version: 1, StoredRows.In(from, Noon), StoredRows.In(to, Noon)));

        (await Take(store, from, Noon + Minute)).ShouldBeEmpty();
        (await Take(store, to, Noon)).ShouldBe([id]);
    }

    [Fact]
    public async Task A_refused_change_moves_nothing()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        var place = StoredRows.In(TaskIndex.Due, Noon);
        await Commit(store, StoredRows.Insert(id, place));
        var elsewhere = StoredRows.In(TaskIndex.Outbox, Noon);

        await Commit(store, StoredRows.Insert(id, elsewhere));
        await Commit(store, StoredRows.Update(id, version: 2, place, elsewhere));
        await Commit(store, StoredRows.Bury(id, version: 7, place));
        await Commit(store, StoredRows.Update(Guid.NewGuid(), version: 1, default, elsewhere));

        (await Take(store, TaskIndex.Outbox, Noon)).ShouldBeEmpty();
        (await Take(store, TaskIndex.Due, Noon)).ShouldBe([id]);
    }

    [Fact]
    public async Task A_tombstone_leaves_all_indexes_and_is_remembered()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        var everywhere = new TaskIndexEntry { Due = Noon, Outbox = Noon, Retention = Noon };
        await Commit(store, StoredRows.Insert(id, everywhere));
        await Take(store, TaskIndex.Retention, Noon);

        var result = await Commit(store, StoredRows.Bury(id, version: 1, everywhere));

        result.IsCommitted.ShouldBeTrue();
        (await store.ReadHeader(id, CancellationToken.None))!.Value.IsTombstone.ShouldBeTrue();
        TaskRowCodec.Decode(id, await Load(store, id)).ShouldBeNull();
        foreach (var index in Enum.GetValues<TaskIndex>())
        {
            (await Take(store, index, Noon + TimeSpan.FromDays(1))).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_tombstone_refuses_an_insert_and_is_returned_instead()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id));
        var burial = StoredRows.Bury(id, version: 1);
        await Commit(store, burial);

        var result = await Commit(store, StoredRows.Insert(id));

        result.IsCommitted.ShouldBeFalse();
        result.Current.ShouldBe(burial.Value);
    }

    [Fact]
    public async Task Takers_at_the_same_time_never_get_the_same_row()
    {
        var store = await CreateStore();
        var ids = await InsertDue(store, 300);
        IRowStore[] doors = [store, await OpenAgain(store)];

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(taker => Task.Run(async () =>
        {
            var mine = new List<Guid>();
            for (IReadOnlyList<Guid> batch = [Guid.Empty]; batch.Count > 0 && mine.Count <= ids.Length; mine.AddRange(batch))
            {
                batch = await Take(doors[taker % 2], TaskIndex.Due, Noon, limit: 7);
            }

            return mine;
        })));

        taken.SelectMany(mine => mine).ShouldBe(ids, ignoreOrder: true);
    }

    private static async Task<Guid[]> InsertDue(IRowStore store, int count)
    {
        RowChange[] inserts =
        [
            .. Enumerable.Range(0, count)
                .Select(i => StoredRows.Insert(Guid.NewGuid(), StoredRows.In(TaskIndex.Due, Noon - (i * Instant)))),
        ];
        await store.Commit(inserts, CancellationToken.None);
        return [.. inserts.Select(insert => insert.Id)];
    }
}
