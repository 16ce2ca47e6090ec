using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>What gauges are read from.</summary>
public abstract partial class RowStoreContract
{
    [Fact]
    public async Task The_oldest_row_is_found_of_each_queue_and_name_in_a_state()
    {
        var store = await CreateStore();
        ListedTask[] mail = [.. Enumerable.Range(0, 40).Select(i => new ListedTask { CreatedAt = Noon + (i * Minute), Queue = "mail:1" })];
        var other = new ListedTask { CreatedAt = Noon + Minute, Queue = "mail:1", Name = "email.send" };
        var elsewhere = new ListedTask { CreatedAt = Noon - Minute };
        var running = new ListedTask { CreatedAt = Noon - Minute, Queue = "mail:1", State = TaskState.Running };
        await store.Commit(
            [.. mail.Select(task => task.Insert()), other.Insert(), elsewhere.Insert(), running.Insert()], CancellationToken.None);

        (await store.Oldest(TaskState.Queued, CancellationToken.None))
            .ShouldBe([mail[0].Place, other.Place, elsewhere.Place], ignoreOrder: true);
        (await store.Oldest(TaskState.Running, CancellationToken.None)).ShouldBe([running.Place]);
        (await store.Oldest(TaskState.Parked, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_oldest_row_is_another_when_it_has_moved_on()
    {
        var store = await CreateStore();
        var oldest = new ListedTask { CreatedAt = Noon };
        var next = new ListedTask { CreatedAt = Noon + Instant };
        await store.Commit([oldest.Insert(), next.Insert()], CancellationToken.None);

        await Commit(store, (oldest with { State = TaskState.Running }).ChangeFrom(oldest));

        (await store.Oldest(TaskState.Queued, CancellationToken.None)).ShouldBe([next.Place]);
    }

    [Theory]
    [MemberData(nameof(Indexes))]
    public async Task An_index_tells_how_many_rows_it_holds_and_which_come_first_and_keeps_them(TaskIndex index)
    {
        var store = await CreateStore();
        RowChange[] early =
        [
            .. Enumerable.Range(0, 5).Select(i => StoredRows.Insert(Guid.NewGuid(), StoredRows.In(index, Noon - (i * Minute)))),
        ];
        RowChange[] late =
        [
            .. Enumerable.Range(0, 60).Select(i => StoredRows.Insert(Guid.NewGuid(), StoredRows.In(index, Noon + ((i + 1) * Minute)))),
        ];
        await store.Commit([.. early, .. late], CancellationToken.None);

        var reading = await store.Read(index, 160, CancellationToken.None);

        reading.Count.ShouldBe(65);
        early.Select(row => row.Id).ShouldBeSubsetOf(reading.First);
        (await store.Read(index, 16, CancellationToken.None)).First.Count.ShouldBeLessThanOrEqualTo(16);
        (await Take(store, index, Noon)).ShouldBe(early.Select(row => row.Id), ignoreOrder: true);
        foreach (var other in Enum.GetValues<TaskIndex>().Where(other => other != index))
        {
            (await store.Read(other, 16, CancellationToken.None))
                .ShouldSatisfyAllConditions(empty => empty.Count.ShouldBe(0), empty => empty.First.ShouldBeEmpty());
        }
    }

    [Fact]
    public async Task A_leased_row_is_still_in_its_index()
    {
        var store = await CreateStore();
        var ids = await InsertDue(store, 3);
        (await Take(store, TaskIndex.Due, Noon)).Count.ShouldBe(3);

        var reading = await store.Read(TaskIndex.Due, 160, CancellationToken.None);

        reading.Count.ShouldBe(3);
        reading.First.ShouldBe(ids, ignoreOrder: true);
    }
}
