using System.Collections.Concurrent;
using Messaging.Lifecycle.Storage;

namespace Messaging.TestSupport.Storage;

/// <summary>Notices of ends.</summary>
public abstract partial class RowStoreContract
{
    [Fact]
    public async Task The_end_of_a_task_is_told_once_to_every_subscriber_in_every_process()
    {
        var store = await CreateStore();
        var other = await OpenAgain(store);
        var told = new ConcurrentQueue<Guid>();
        var toldElsewhere = new ConcurrentQueue<Guid>();
        await using var subscription = await store.OnEnd(told.Enqueue);
        await using var subscriptionElsewhere = await other.OnEnd(toldElsewhere.Enqueue);
        await IsTold(store, told, toldElsewhere);
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id));

        await Commit(store, StoredRows.Update(id, version: 1, isEnd: true));

        var sentinel = await End(store, beside: id);
        await Eventually.Is(() => told.Contains(sentinel) && toldElsewhere.Contains(sentinel));
        told.Count(ended => ended == id).ShouldBe(1);
        toldElsewhere.Count(ended => ended == id).ShouldBe(1);
    }

    [Fact]
    public async Task Only_committed_ends_are_told()
    {
        var store = await CreateStore();
        var told = new ConcurrentQueue<Guid>();
        await using var subscription = await store.OnEnd(told.Enqueue);
        await IsTold(store, told);
        var id = Guid.NewGuid();

        await Commit(store, StoredRows.Insert(id));
        await Commit(store, StoredRows.Insert(id, isEnd: true));
        await Commit(store, StoredRows.Update(id, version: 9, isEnd: true));
        await Commit(store, StoredRows.Update(id, version: 1));
        await Commit(store, StoredRows.Bury(id, version: 2));

        var sentinel = await End(store, beside: id);
        await Eventually.Is(() => told.Contains(sentinel));
        told.ShouldNotContain(id);
    }

    [Fact]
    public async Task Ends_of_one_commit_are_all_told()
    {
        var store = await CreateStore();
        var told = new ConcurrentQueue<Guid>();
        await using var subscription = await store.OnEnd(told.Enqueue);
        await IsTold(store, told);
        RowChange[] ends = [.. Enumerable.Range(0, 50).Select(_ => StoredRows.Insert(Guid.NewGuid(), isEnd: true))];

        await store.Commit(ends, CancellationToken.None);

        await Eventually.Is(() => ends.All(end => told.Contains(end.Id)));
        told.ShouldBeUnique();
    }

    [Fact]
    public async Task A_disposed_subscription_is_told_nothing_and_others_still_are()
    {
        var store = await CreateStore();
        var told = new ConcurrentQueue<Guid>();
        var toldOthers = new ConcurrentQueue<Guid>();
        var subscription = await store.OnEnd(told.Enqueue);
        await using var other = await store.OnEnd(toldOthers.Enqueue);

        await subscription.DisposeAsync();
        await subscription.DisposeAsync();

        await IsTold(store, toldOthers);
        told.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_callback_may_subscribe_twice_and_each_subscription_ends_alone()
    {
        var store = await CreateStore();
        var told = new ConcurrentQueue<Guid>();
        Action<Guid> callback = told.Enqueue;
        var first = await store.OnEnd(callback);
        await using var second = await store.OnEnd(callback);
        await first.DisposeAsync();
        await first.DisposeAsync();

        await IsTold(store, told);
    }

    [Fact]
    public async Task A_subscriber_that_fails_harms_neither_the_writer_nor_other_subscribers()
    {
        var store = await CreateStore();
        var told = new ConcurrentQueue<Guid>();
        await using var failing = await store.OnEnd(_ => throw new InvalidOperationException("A subscriber's own fault."));
        await using var subscription = await store.OnEnd(told.Enqueue);

        await IsTold(store, told);
        var (first, second) = (await End(store), await End(store));

        await Eventually.Is(() => told.Contains(first) && told.Contains(second));
    }

    /// <summary>
    /// Ends tasks until every subscriber has heard of one: a subscription may take effect a little later than it returns.
    /// </summary>
    protected static Task IsTold(IRowStore store, params ConcurrentQueue<Guid>[] subscribers) => Eventually.Is(async () =>
    {
        await End(store);
        return subscribers.All(told => !told.IsEmpty);
    });

    /// <summary>Ends a new task.</summary>
    /// <param name="store">The store.</param>
    /// <param name="beside">A task in the same part of the store: once this end is told, so is whatever was to be told of that one before.
    /// Between parts there is no order.</param>
    private static async Task<Guid> End(IRowStore store, Guid? beside = null)
    {
        var id = Guid.ParseExact($"{Guid.NewGuid():N}"[..31] + $"{beside ?? Guid.NewGuid():N}"[31], "N");
        (await Commit(store, StoredRows.Insert(id, isEnd: true))).IsCommitted.ShouldBeTrue();
        return id;
    }
}
