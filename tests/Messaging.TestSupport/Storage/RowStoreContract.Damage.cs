using Messaging.Lifecycle;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.TestSupport.Storage;

/// <summary>Rows that cannot be read: each goes into quarantine alone, and the others go on.</summary>
public abstract partial class RowStoreContract
{
    /// <summary>Things that are found where a row should be.</summary>
    public static TheoryData<string> Damages =>
        [
            "x",
            "no row at all, and longer than a header",
            "100000001zzzzQ0 {}",
            "1000000010001Q0 not JSON",
            "1000000010001Q0 {\"attempts\":7}",
            "1000000010001Q0 null",
        ];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_row_goes_into_quarantine_alone_and_what_was_leased_with_it_is_given_out(string damage)
    {
        var store = await CreateStore();
        var tasks = store.InTasks();
        var place = StoredRows.In(TaskIndex.Due, Noon);
        RowChange[] rows = [.. Enumerable.Range(0, 40).Select(_ => StoredRows.Insert(Guid.NewGuid(), place))];
        await store.Commit(rows, CancellationToken.None);
        var damaged = rows[20].Id;
        await Damage(store, damaged, damage);

        var leased = await Drain(tasks);

        leased.ShouldBe(rows.Select(row => row.Id).Where(id => id != damaged), ignoreOrder: true);
        var quarantine = await tasks.Quarantined(10, CancellationToken.None);
        (quarantine.Count, quarantine.First.ShouldHaveSingleItem().Id).ShouldBe((1, damaged));
        (await store.Read(TaskIndex.Due, 1000, CancellationToken.None)).Count.ShouldBe(rows.Length - 1);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Events_of_a_damaged_row_fail_alone(string damage)
    {
        var store = await CreateStore();
        var ledger = LedgerOn(store);
        Guid[] ids = [.. Enumerable.Range(0, 20).Select(_ => Guid.NewGuid())];
        await ledger.Apply([.. ids.Select(id => DeferredBy(id, 1))], CancellationToken.None);
        await Damage(store, ids[7], damage);

        var entries = await LedgerOn(store).Apply([.. ids.Select(id => DeferredBy(id, 2))], CancellationToken.None);

        entries.Select(entry => entry.Failure is UndecodableRowException).ShouldBe(ids.Select(id => id == ids[7]));
        foreach (var id in ids.Where(id => id != ids[7]))
        {
            TaskRowCodec.Decode(id, await Load(store, id))!.Attempts.Select(attempt => attempt.Number).ShouldBe([1, 2]);
        }
    }

    [Fact]
    public async Task A_damaged_row_leaves_its_lists_and_counts_and_comes_back_when_it_is_mended()
    {
        var store = await CreateStore();
        var tasks = store.InTasks();
        var otherProcess = store.InTasks();
        var listed = new ListedTask { CreatedAt = Noon };
        var other = new ListedTask { CreatedAt = Noon + Minute };
        await store.Commit([listed.Insert(), other.Insert()], CancellationToken.None);
        var whole = await Load(store, listed.Id);
        await Damage(store, listed.Id, "damaged beyond recognition");

        (await tasks.LoadListed([listed.Id, other.Id], null, CancellationToken.None))
            .Select(task => task?.CorrelationId)
            .ShouldBe([null, other.Id]);
        (await store.List(new TaskListRange { Limit = 10 }, CancellationToken.None)).ShouldBe([other.Place]);
        (await store.Count(CancellationToken.None)).Sum(count => count.Count).ShouldBe(1);
        await otherProcess.Load(listed.Id, CancellationToken.None);

        var quarantine = new TaskQuarantine(tasks, Options.Create(new LedgerOptions()));
        (await quarantine.Revisit(CancellationToken.None)).ShouldBe(0);
        await Damage(store, listed.Id, System.Text.Encoding.UTF8.GetString(whole!));
        (await quarantine.Revisit(CancellationToken.None)).ShouldBe(1);

        (await store.List(new TaskListRange { Limit = 10 }, CancellationToken.None)).ShouldBe([other.Place, listed.Place]);
        (await store.Count(CancellationToken.None)).Sum(count => count.Count).ShouldBe(2);
        (await tasks.Quarantined(10, CancellationToken.None)).Count.ShouldBe(0);

        // Whoever has met the damage before takes note of another one.
        await otherProcess.Load(listed.Id, CancellationToken.None);
        await Damage(store, listed.Id, "damaged again");
        await otherProcess.Load(listed.Id, CancellationToken.None);
        (await tasks.Quarantined(10, CancellationToken.None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_of_a_later_layout_is_left_where_it_is()
    {
        var store = await CreateStore();
        var insert = StoredRows.Insert(Guid.NewGuid(), StoredRows.In(TaskIndex.Due, Noon));
        await Commit(store, insert);
        await Damage(store, insert.Id, "2 whatever a later release may write");

        (await Drain(store.InTasks())).ShouldBeEmpty();

        (await store.InTasks().Load(insert.Id, CancellationToken.None))
            .ShouldBeOfType<Reading<TaskRow>.LeftAlone>().Reason.ShouldBeOfType<NewerRowException>();
        (await store.Quarantined(10, CancellationToken.None)).Count.ShouldBe(0);
        (await store.Read(TaskIndex.Due, 10, CancellationToken.None)).Count.ShouldBe(1);
    }

    /// <summary>Writes bytes over a row, past everything that tells of it.</summary>
    protected abstract Task Damage(IRowStore store, Guid id, string value);

    private static TaskLedger LedgerOn(IRowStore store) =>
        new(store.InTasks(), new TaskEventRaiser(new TaskStateMachine()), Options.Create(new LedgerOptions()), new RecentRows());

    private static async Task<List<Guid>> Drain(TaskStore tasks)
    {
        var ids = new List<Guid>();
        for (var leased = await Lease(); leased.Count > 0; leased = await Lease())
        {
            ids.AddRange(leased.Tasks.Select(task => task.CorrelationId));
        }

        return ids;

        Task<LeasedTasks> Lease() => tasks.Lease(TaskIndex.Due, Noon, Minute, 1000, CancellationToken.None);
    }
}
