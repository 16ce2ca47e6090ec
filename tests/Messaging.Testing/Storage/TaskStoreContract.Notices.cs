using System.Collections.Concurrent;
using Messaging.Lifecycle.Storage;

namespace Messaging.Testing.Storage;

/// <summary>Notices of ends.</summary>
public abstract partial class TaskStoreContract
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
        // A subscription may take effect a little later than it returns.
        await Eventually.Is(async () =>
        {
            await End(store);
            return !told.IsEmpty && !toldElsewhere.IsEmpty;
        });
        var id = Guid.NewGuid();
        await Commit(store, StoredRows.Insert(id));

        await Commit(store, StoredRows.Update(id, version: 1, isEnd: true));

        var sentinel = await End(store);
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
        var id = Guid.NewGuid();

        await Commit(store, StoredRows.Insert(id));
        await Commit(store, StoredRows.Insert(id, isEnd: true));
        await Commit(store, StoredRows.Update(id, version: 9, isEnd: true));
        await Commit(store, StoredRows.Update(id, version: 1));
        await Commit(store, StoredRows.Bury(id, version: 2));

        var sentinel = await End(store);
        await Eventually.Is(() => told.Contains(sentinel));
        told.ShouldBe([sentinel]);
    }

    [Fact]
    public async Task Ends_of_one_commit_are_all_told()
    {
        var store = await CreateStore();
        var told = new ConcurrentQueue<Guid>();
        await using var subscription = await store.OnEnd(told.Enqueue);
        RowChange[] ends = [.. Enumerable.Range(0, 50).Select(_ => StoredRows.Insert(Guid.NewGuid(), isEnd: true))];

        await store.Commit(ends, CancellationToken.None);

        await Eventually.Is(() => told.Count >= ends.Length);
        told.ShouldBe(ends.Select(end => end.Id), ignoreOrder: true);
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

        var first = await End(store);
        var second = await End(store);
        await Eventually.Is(() => toldOthers.Contains(first) && toldOthers.Contains(second));
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

        var id = await End(store);

        await Eventually.Is(() => told.Contains(id));
    }

    [Fact]
    public async Task A_subscriber_that_fails_harms_neither_the_writer_nor_other_subscribers()
    {
        var store = await CreateStore();
        var told = new ConcurrentQueue<Guid>();
        await using var failing = await store.OnEnd(_ => throw new InvalidOperationException("A subscriber's own fault."));
        await using var subscription = await store.OnEnd(told.Enqueue);

        var first = await End(store);
        var second = await End(store);

        await Eventually.Is(() => told.Contains(first) && told.Contains(second));
    }

    /// <summary>Ends a new task: once it is told, so is whatever was to be told before.</summary>
    private static async Task<Guid> End(ITaskStore store)
    {
        var id = Guid.NewGuid();
        (await Commit(store, StoredRows.Insert(id, isEnd: true))).IsCommitted.ShouldBeTrue();
        return id;
    }
}
