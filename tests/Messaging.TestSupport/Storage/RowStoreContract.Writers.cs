using Messaging.Contracts;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.TestSupport.Storage;

/// <summary>Many writers of one row.</summary>
public abstract partial class RowStoreContract
{
    private const int Writers = 32;

    [Fact]
    public async Task Of_many_inserts_of_one_row_at_the_same_time_exactly_one_is_committed()
    {
        var store = await CreateStore();
        IRowStore[] doors = [store, await OpenAgain(store)];
        var id = Guid.NewGuid();

        var results = await Together(writer => Commit(doors[writer % 2], StoredRows.Insert(id, name: $"writer {writer}")));

        var row = await Load(store, id);
        var winner = results.Index().Where(result => result.Item.IsCommitted).ShouldHaveSingleItem().Index;
        row.ShouldBe(StoredRows.Row(1, $"writer {winner}"));
        results.Where(result => !result.IsCommitted).Select(result => result.Current).ShouldBe(Enumerable.Repeat(row, Writers - 1));
    }

    [Fact]
    public async Task No_change_is_lost_among_many_writers_of_one_row()
    {
        var store = await CreateStore();
        IRowStore[] doors = [store, await OpenAgain(store)];
        var raiser = new TaskEventRaiser(new TaskStateMachine());
        var options = Options.Create(new LedgerOptions());
        TaskLedger[] ledgers = [.. doors.Select(door => new TaskLedger(door.InTasks(), raiser, options, new RecentRows()))];
        var id = Guid.NewGuid();

        await Together(writer => ledgers[writer % 2].Apply([DeferredBy(id, writer + 1)], CancellationToken.None));

        var row = await Load(store, id);
        var saga = TaskRowCodec.Decode(id, row)!;
        saga.Attempts.Select(attempt => attempt.Number).ShouldBe(Enumerable.Range(1, Writers));
        saga.Attempts.ShouldAllBe(attempt => attempt.Worker == $"worker-{attempt.Number}");
        saga.Deferrals.ShouldBe(Writers);
        TaskHeader.Read(row).Version.ShouldBe((uint)Writers);
        var due = Noon + (Writers * Minute);
        (await Take(store, TaskIndex.Due, due - Instant)).ShouldBeEmpty();
        (await Take(store, TaskIndex.Due, due)).ShouldBe([id]);
    }

    private static TaskEvent DeferredBy(Guid id, int attempt) => TaskEvent.Of(new TaskDeferred
    {
        TaskId = id,
        Attempt = attempt,
        FinishedAt = Noon,
        Worker = $"worker-{attempt}",
        Until = Noon + (attempt * Minute),
        Deferrals = attempt,
    });

    private static async Task<T[]> Together<T>(Func<int, Task<T>> write)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writes = Enumerable.Range(0, Writers).Select(async writer =>
        {
            await start.Task;
            return await write(writer);
        }).ToArray();
        start.SetResult();
        return await Task.WhenAll(writes);
    }
}
