using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>Lists by cause of failure.</summary>
public abstract partial class RowStoreContract
{
    [Fact]
    public async Task A_failed_row_is_listed_and_counted_by_its_cause_as_long_as_it_has_failed()
    {
        var store = await CreateStore();
        var failed = new ListedTask { CreatedAt = Noon, State = TaskState.Failed, Error = "boom" };
        var other = new ListedTask { CreatedAt = Noon, State = TaskState.Failed, Error = "bang", Tags = ["blue"] };
        var again = new ListedTask { CreatedAt = Noon + Instant, State = TaskState.Failed, Error = "boom" };
        await store.Commit([failed.Insert(), other.Insert(), again.Insert()], CancellationToken.None);

        (await store.CountFailures(CancellationToken.None))
            .ShouldBe([new FailureCount(failed.Failure, 2), new FailureCount(other.Failure, 1)], ignoreOrder: true);
        (await Read(store, All with { List = TaskList.OfFailure(failed.Failure) })).ShouldBe([again.Place, failed.Place]);
        (await store.CountOf(TaskList.OfFailure(failed.Failure), CancellationToken.None)).ShouldBe(2);
        (await store.CountOf(TaskList.OfTag("green"), CancellationToken.None)).ShouldBe(0);

        await Commit(store, (failed with { State = TaskState.Scheduled }).ChangeFrom(failed));
        await Commit(store, other.Bury());

        (await store.CountFailures(CancellationToken.None)).ShouldBe([new FailureCount(failed.Failure, 1)]);
        (await Read(store, All with { List = TaskList.OfFailure(failed.Failure) })).ShouldBe([again.Place]);
        (await Read(store, All with { List = TaskList.OfFailure(other.Failure) })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Counts_by_state_and_lists_of_all_rows_do_not_count_a_failed_row_twice()
    {
        var store = await CreateStore();
        var failed = new ListedTask { CreatedAt = Noon, State = TaskState.Failed, Error = "boom" };
        await Commit(store, failed.Insert());

        (await store.Count(CancellationToken.None)).ShouldBe([new TaskCount("default", "math.add", TaskState.Failed, 1)]);
        (await Read(store, All)).ShouldBe([failed.Place]);
    }

    [Fact]
    public async Task A_failed_row_that_vanished_is_repaired_and_one_that_is_right_stays_with_its_cause()
    {
        var store = await CreateStore();
        var gone = new ListedTask { CreatedAt = Noon, State = TaskState.Failed, Error = "boom" };
        var stays = new ListedTask { CreatedAt = Noon + Instant, State = TaskState.Failed, Error = "boom" };
        await Commit(store, gone.Insert() with { TimeToLive = ShortLife });
        await Commit(store, stays.Insert());
        await Gone(store, gone.Id);

        (await store.Repair([gone.Id, stays.Id], TaskList.OfFailure(gone.Failure), CancellationToken.None)).ShouldBe(2);

        (await store.CountFailures(CancellationToken.None)).ShouldBe([new FailureCount(stays.Failure, 1)]);
        (await Read(store, All with { List = TaskList.OfFailure(stays.Failure) })).ShouldBe([stays.Place]);
        (await store.Repair([gone.Id, stays.Id], TaskList.OfFailure(gone.Failure), CancellationToken.None)).ShouldBe(0);
    }
}
