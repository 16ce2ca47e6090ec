using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>Rows that the store drops by itself.</summary>
public abstract partial class RowStoreContract
{
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_row_with_a_life_is_dropped_at_its_end_and_one_without_stays()
    {
        var store = await CreateStore();
        var mortal = StoredRows.Insert(Guid.NewGuid(), life: ShortLife);
        var immortal = StoredRows.Insert(Guid.NewGuid());
        var longLived = StoredRows.Insert(Guid.NewGuid(), life: TimeSpan.FromDays(3650));
        await store.Commit([mortal, immortal, longLived], CancellationToken.None);

        await Gone(store, mortal.Id);

        (await store.ReadHeader(mortal.Id, CancellationToken.None)).ShouldBeNull();
        (await Load(store, immortal.Id)).ShouldBe(immortal.Value);
        (await Load(store, longLived.Id)).ShouldBe(longLived.Value);
    }

    [Fact]
    public async Task A_dropped_row_can_be_inserted_anew_and_not_be_updated()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id, life: ShortLife));
        await Gone(store, id);

        (await Commit(store, StoredRows.Update(id, version: 1))).ShouldBe(new CommitResult(false, null));
        (await Commit(store, StoredRows.Insert(id))).IsCommitted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_change_without_a_life_takes_away_the_one_before()
    {
        var store = await CreateStore();
        var (id, life) = await InsertAndUpdateInTime(store, _ => null);

        await Outlive(store, life);

        (await store.ReadHeader(id, CancellationToken.None))!.Value.Version.ShouldBe(2U);
    }

    [Fact]
    public async Task A_change_with_a_life_replaces_the_one_before()
    {
        var store = await CreateStore();
        var (id, life) = await InsertAndUpdateInTime(store, _ => TimeSpan.FromDays(1));

        await Outlive(store, life);

        (await store.ReadHeader(id, CancellationToken.None))!.Value.Version.ShouldBe(2U);
    }

    [Fact]
    public async Task A_shorter_life_replaces_a_longer_one()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id, life: TimeSpan.FromDays(1)));

        await Commit(store, StoredRows.Update(id, version: 1, life: ShortLife));

        await Gone(store, id);
    }

    [Fact]
    public async Task A_refused_change_leaves_the_life_of_the_row_alone()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id));

        await Commit(store, StoredRows.Update(id, version: 5, life: ShortLife));

        await Outlive(store, ShortLife);
        (await Load(store, id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_tombstone_is_forgotten_at_the_end_of_its_life()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id));

        await Commit(store, StoredRows.Bury(id, version: 1, life: ShortLife));

        await Gone(store, id);
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public async Task The_place_of_a_dropped_row_is_still_handed_out_until_a_tombstone_clears_it(TaskIndex index)
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id, StoredRows.In(index, Noon), ShortLife));
        await Gone(store, id);

        (await Take(store, index, Noon)).ShouldBe([id]);
        await Commit(store, StoredRows.Bury(id, version: 0, StoredRows.In(index, Noon + Minute)));

        (await Take(store, index, Noon + Minute)).ShouldBeEmpty();
    }

    private static Task Gone(IRowStore store, Guid id) => Eventually.Is(async () => await Load(store, id) is null);

    /// <summary>
    /// Waits until a row of this life, written now, is gone: whatever was written before with the same life would be gone too.
    /// </summary>
    private static async Task Outlive(IRowStore store, TimeSpan life)
    {
        var witness = StoredRows.Insert(Guid.NewGuid(), life: life);
        await Commit(store, witness);
        await Gone(store, witness.Id);
    }

    /// <summary>Writes a short-lived row and changes it while it lives; where a machine is too slow for that, with a longer life.</summary>
    private static async Task<(Guid Id, TimeSpan Life)> InsertAndUpdateInTime(IRowStore store, Func<TimeSpan, TimeSpan?> next)
    {
        for (var life = ShortLife; ; life *= 2)
        {
            var id = Guid.NewGuid();
            await Commit(store, StoredRows.Insert(id, life: life));
            if ((await Commit(store, StoredRows.Update(id, version: 1, life: next(life)))).IsCommitted)
            {
                return (id, life);
            }
        }
    }
}
