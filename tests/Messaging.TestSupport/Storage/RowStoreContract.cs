using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>
/// The law of <see cref="IRowStore"/>: what the ledger, the movers and the janitor rely on, whichever store is behind it. An adapter's
/// tests derive from this class.
/// Times given to a store are a test's own; only lives (<see cref="RowChange.TimeToLive"/>) are measured by the store's clock, and these
/// tests wait for them.
/// </summary>
public abstract partial class RowStoreContract
{
    /// <summary>Times have the precision that rows have: milliseconds.</summary>
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<TaskIndex> Indexes => [.. Enum.GetValues<TaskIndex>()];

    /// <summary>An empty store whose rows, indexes and notices no other store of the run can see. Its clock runs.</summary>
    protected abstract Task<IRowStore> CreateStore();

    /// <summary>The same store as another process sees it; the same object where no other process can see it.</summary>
    protected virtual Task<IRowStore> OpenAgain(IRowStore store) => Task.FromResult(store);

    [Fact]
    public async Task A_store_that_can_be_reached_answers_a_ping()
    {
        var store = await CreateStore();

        await store.Ping(CancellationToken.None);
    }

    [Fact]
    public async Task A_row_that_is_absent_is_inserted_and_read_back_byte_for_byte()
    {
        var store = await CreateStore();
        var insert = StoredRows.Insert(Guid.NewGuid());

        var result = await Commit(store, insert);

        result.IsCommitted.ShouldBeTrue();
        (await Load(store, insert.Id)).ShouldBe(insert.Value);
    }

    [Fact]
    public async Task A_row_of_any_size_and_any_bytes_is_read_back()
    {
        var store = await CreateStore();
        var name = string.Concat(Enumerable.Repeat("\u0000\u00e4\u2713\U0001F600 { \" \n %s {0}", 20_000));
        var insert = StoredRows.Insert(Guid.NewGuid(), name: name);

        await Commit(store, insert);

        (await Load(store, insert.Id)).ShouldBe(insert.Value);
    }

    [Fact]
    public async Task An_insert_over_an_existing_row_is_refused_and_returns_that_row()
    {
        var store = await CreateStore();
        var first = StoredRows.Insert(Guid.NewGuid());
        await Commit(store, first);

        var result = await Commit(store, StoredRows.Insert(first.Id, name: "second"));

        result.IsCommitted.ShouldBeFalse();
        result.Current.ShouldBe(first.Value);
        (await Load(store, first.Id)).ShouldBe(first.Value);
    }

    [Fact]
    public async Task A_change_based_on_the_current_version_replaces_the_row()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id));
        var update = StoredRows.Update(id, version: 1);

        var result = await Commit(store, update);

        result.IsCommitted.ShouldBeTrue();
        (await Load(store, id)).ShouldBe(update.Value);
    }

    [Theory]
    [InlineData(1U)]
    [InlineData(3U)]
    [InlineData(0x10000002U)]
    public async Task A_change_based_on_another_version_is_refused_and_returns_the_current_row(uint version)
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id));
        var current = StoredRows.Update(id, version: 1);
        await Commit(store, current);

        var result = await Commit(store, StoredRows.Update(id, version, name: "stale"));

        result.IsCommitted.ShouldBeFalse();
        result.Current.ShouldBe(current.Value);
        (await Load(store, id)).ShouldBe(current.Value);
    }

    [Fact]
    public async Task A_change_of_a_row_that_is_absent_is_refused_and_returns_nothing()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();

        var result = await Commit(store, StoredRows.Update(id, version: 1));

        result.IsCommitted.ShouldBeFalse();
        result.Current.ShouldBeNull();
        (await Load(store, id)).ShouldBeNull();
    }

    [Fact]
    public async Task Versions_are_compared_as_numbers_up_to_the_greatest()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id) with { Value = StoredRows.Row(uint.MaxValue - 1, "old") });

        (await Commit(store, StoredRows.Update(id, uint.MaxValue - 2))).IsCommitted.ShouldBeFalse();
        (await Commit(store, StoredRows.Update(id, uint.MaxValue - 1))).IsCommitted.ShouldBeTrue();
        (await store.ReadHeader(id, CancellationToken.None))!.Value.Version.ShouldBe(uint.MaxValue);
    }

    [Fact]
    public async Task Of_many_changes_each_stands_or_falls_alone_and_results_keep_their_order()
    {
        var store = await CreateStore();
        Guid[] ids = [.. Enumerable.Range(0, 60).Select(_ => Guid.NewGuid())];
        var taken = ids.Where((_, i) => i % 3 == 0).ToHashSet();
        await store.Commit([.. taken.Select(id => StoredRows.Insert(id, name: "taken"))], CancellationToken.None);

        var results = await store.Commit([.. ids.Select(id => StoredRows.Insert(id, name: "late"))], CancellationToken.None);

        results.Select(result => result.IsCommitted).ShouldBe(ids.Select(id => !taken.Contains(id)));
        (await store.Load(ids, CancellationToken.None))
            .ShouldBe(ids.Select(id => StoredRows.Row(1, taken.Contains(id) ? "taken" : "late")));
    }

    [Fact]
    public async Task No_changes_are_committed_as_nothing()
    {
        var store = await CreateStore();

        (await store.Commit([], CancellationToken.None)).ShouldBeEmpty();
        (await store.Load([], CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_are_loaded_in_the_order_asked_for_with_holes_and_repetitions()
    {
        var store = await CreateStore();
        Guid[] ids = [.. Enumerable.Range(0, 40).Select(_ => Guid.NewGuid())];
        await store.Commit([.. ids.Select((id, i) => StoredRows.Insert(id, name: $"row {i}"))], CancellationToken.None);
        Guid[] wanted = [ids[7], Guid.NewGuid(), ids[0], ids[7], Guid.Empty, .. ids.Reverse()];

        var rows = await store.Load(wanted, CancellationToken.None);

        rows.ShouldBe(wanted.Select(id => Array.IndexOf(ids, id) is >= 0 and var i ? StoredRows.Row(1, $"row {i}") : null));
    }

    [Fact]
    public async Task Of_rows_the_beginnings_can_be_read_alone()
    {
        var store = await CreateStore();
        var (first, second, absent) = (
            StoredRows.Insert(Guid.NewGuid()), StoredRows.Insert(Guid.NewGuid(), name: new string('x', 5000)), Guid.NewGuid());
        await store.Commit([first, second], CancellationToken.None);

        var read = await store.LoadBeginnings([second.Id, absent, first.Id], 100, CancellationToken.None);

        read.Select(row => row.Failure).ShouldBe([null, null, null]);
        read[0].Value.ShouldBe(second.Value[..100]);
        read[1].Value.ShouldBeNull();
        read[2].Value.ShouldBe(first.Value[..Math.Min(100, first.Value.Length)]);
    }

    [Fact]
    public async Task The_header_of_a_row_is_what_the_row_says()
    {
        var store = await CreateStore();
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id));
        var update = StoredRows.Update(id, version: 1);
        await Commit(store, update);

        (await store.ReadHeader(id, CancellationToken.None)).ShouldBe(TaskHeader.Read(update.Value));
        (await store.ReadHeader(Guid.NewGuid(), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Another_process_sees_the_same_rows_and_indexes()
    {
        var store = await CreateStore();
        var insert = StoredRows.Insert(Guid.NewGuid(), StoredRows.In(TaskIndex.Due, Noon));
        await Commit(store, insert);

        var other = await OpenAgain(store);

        (await Load(other, insert.Id)).ShouldBe(insert.Value);
        (await Take(other, TaskIndex.Due, Noon)).ShouldBe([insert.Id]);
        (await Take(store, TaskIndex.Due, Noon)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_stores_share_nothing()
    {
        var left = await CreateStore();
        var right = await CreateStore();
        var insert = StoredRows.Insert(Guid.NewGuid(), StoredRows.In(TaskIndex.Due, Noon));

        await Commit(left, insert);

        (await Load(right, insert.Id)).ShouldBeNull();
        (await Take(right, TaskIndex.Due, Noon)).ShouldBeEmpty();
    }

    private static async Task<CommitResult> Commit(IRowStore store, RowChange change) =>
        (await store.Commit([change], CancellationToken.None)).ShouldHaveSingleItem();

    private static async Task<byte[]?> Load(IRowStore store, Guid id) =>
        (await store.Load([id], CancellationToken.None)).ShouldHaveSingleItem();

    private static Task<IReadOnlyList<Guid>> Take(IRowStore store, TaskIndex index, DateTimeOffset now, int limit = 100) =>
        store.Lease(index, now, Minute, limit, CancellationToken.None);
}
