using System.Collections.Concurrent;
using System.Diagnostics;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;

namespace Messaging.Redis.Tests.Cluster;

/// <summary>On a cluster of its own, which every test leaves whole.</summary>
public sealed class ClusterChangesTests(RedisCluster cluster) : IClassFixture<RedisCluster>, IAsyncLifetime
{
    private const int Tag = 3;

    private static readonly TimeSpan Lease = TimeSpan.FromDays(1);

    public async ValueTask InitializeAsync() => await cluster.Mend();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_slot_that_moves_under_its_writers_loses_nothing()
    {
        const int writers = 8;
        await using var process = new RedisProcess(cluster.Address);
        await using var other = new RedisProcess(cluster.Address, process.KeyPrefix);
        await process.Ledger.Apply([DeferredBy(TaggedId(Tag), 1)], CancellationToken.None);
        var owner = await cluster.OwnerOf(Tag);
        var common = TaggedId(Tag);
        var told = new ConcurrentQueue<Guid>();
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(0, writers)
            .Select(writer => Write(writer % 2 == 0 ? process : other, common, writer + 1, told, stop.Token))
            .ToArray();
        await Eventually.Is(() => told.Count > 2 * writers);

        var move = await SlotMove.Begin(cluster, Tag);
        await move.MoveKeys(limit: 3);
        await Unavailable(() => process.Store.Commit([StoredRows.Insert(TaggedId(Tag))], CancellationToken.None));
        await move.Finish();
        var afterTheMove = told.Count;
        await Eventually.Is(() => told.Count > afterTheMove + (2 * writers));
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        (await cluster.OwnerOf(Tag)).ShouldNotBe(owner);
        foreach (var id in told)
        {
            (await Row(process, id)).Attempts.Select(attempt => attempt.Number).ShouldBe([1, 2]);
        }

        (await Row(process, common)).Attempts.Select(attempt => attempt.Number).ShouldBe(Enumerable.Range(1, writers));
        var due = await process.Store.Lease(
            TaskIndex.Due, DateTimeOffset.UnixEpoch.AddDays(1), TimeSpan.FromMinutes(1), 1_000_000, CancellationToken.None);
        told.Except(due).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_on_their_way_to_another_node_can_be_read_one_by_one()
    {
        await using var process = new RedisProcess(cluster.Address);
        RowChange[] rows = [.. Enumerable.Range(0, 20).Select(_ => StoredRows.Insert(TaggedId(Tag)))];
        await process.Store.Commit(rows, CancellationToken.None);

        var move = await SlotMove.Begin(cluster, Tag);
        // Named: any ten keys of the slot may be none of these rows.
        await move.MoveRows([.. rows.Take(10).Select(row => row.Id)]);
        foreach (var row in rows)
        {
            (await process.Store.ReadHeader(row.Id, CancellationToken.None)).ShouldBe(TaskHeader.Read(row.Value));
        }

        await Unavailable(() => process.Store.Load([.. rows.Select(row => row.Id)], CancellationToken.None));
        await move.Finish();

        (await process.Store.Load([.. rows.Select(row => row.Id)], CancellationToken.None)).ShouldBe(rows.Select(row => row.Value));
    }

    [Fact]
    public async Task While_a_node_is_down_only_its_tags_are_unavailable_and_then_all_goes_on()
    {
        await using var process = new RedisProcess(cluster.Address);
        var down = await cluster.OwnerOf(Tag);
        var owners = await Task.WhenAll(Enumerable.Range(0, RedisKeys.TagCount).Select(cluster.OwnerOf));
        RowChange[] rows =
        [
            .. Enumerable.Range(0, RedisKeys.TagCount)
                .Select(tag => StoredRows.Insert(TaggedId(tag), StoredRows.In(TaskIndex.Due, DateTimeOffset.UnixEpoch))),
        ];
        await process.Store.Commit(rows, CancellationToken.None);

        await cluster.Kill(down);

        var watch = Stopwatch.StartNew();
        for (var tag = 0; tag < RedisKeys.TagCount; tag++)
        {
            var row = rows[tag];
            var update = StoredRows.Update(row.Id, version: 1, row.After, row.After);
            if (owners[tag] == down)
            {
                await Unavailable(() => process.Store.ReadHeader(row.Id, CancellationToken.None));
                await Unavailable(() => process.Store.Load([row.Id], CancellationToken.None));
                await Unavailable(() => process.Store.Commit([update], CancellationToken.None));
            }
            else
            {
                (await process.Store.ReadHeader(row.Id, CancellationToken.None)).ShouldNotBeNull();
                (await process.Store.Load([row.Id], CancellationToken.None)).ShouldBe([row.Value]);
                (await process.Store.Commit([update], CancellationToken.None)).ShouldBe([CommitResult.Committed]);
            }
        }

        var alive = rows.Where(row => owners[RedisKeys.TagOf(row.Id)] != down).Select(row => row.Id).ToArray();
        (await LeaseDue(process)).ShouldBe(alive, ignoreOrder: true);
        await Unavailable(() => LeaseDue(process));
        // Far less than the timeout: nothing was put into a queue for the node, to be refused when the time is up or done when it is back.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(25));

        await cluster.Resume();

        await Eventually.Is(() => Answers(() => process.Store.Load([.. rows.Select(row => row.Id)], CancellationToken.None)));
        // What was refused has left no trace: nothing was put into a queue for the node, to be done after its return.
        (await LeaseAll(process, DateTimeOffset.UnixEpoch, rows.Length - alive.Length))
            .ShouldBe(rows.Select(row => row.Id).Except(alive), ignoreOrder: true);
        (await LeaseAll(process, DateTimeOffset.UnixEpoch + Lease, rows.Length)).ShouldBe(rows.Select(row => row.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task While_a_node_is_down_what_is_written_and_read_together_fails_row_by_row()
    {
        await using var process = new RedisProcess(cluster.Address);
        Guid[] ids = [.. Enumerable.Range(0, RedisKeys.TagCount).Select(TaggedId)];
        await process.Ledger.Apply([.. ids.Select(id => DeferredBy(id, 1))], CancellationToken.None);
        var owners = await Task.WhenAll(Enumerable.Range(0, RedisKeys.TagCount).Select(cluster.OwnerOf));
        var down = owners[Tag];
        var isLost = owners.Select(owner => owner == down).ToArray();

        await cluster.Kill(down);

        (await process.Store.LoadEach(ids, CancellationToken.None)).Select(row => row.Failure is not null).ShouldBe(isLost);
        var changes = ids.Select(_ => StoredRows.Insert(Guid.NewGuid()))
            .Zip(ids, (insert, id) => insert with { Id = TaggedId(RedisKeys.TagOf(id)) });
        (await process.Store.Commit([.. changes], CancellationToken.None))
            .Select(result => result.IsCommitted)
            .ShouldBe(isLost.Select(lost => !lost));
        var entries = await process.Ledger.Apply([.. ids.Select(id => DeferredBy(id, 2))], CancellationToken.None);
        entries.Select(entry => entry.Failure is not null).ShouldBe(isLost);
        foreach (var id in ids.Where(id => !isLost[RedisKeys.TagOf(id)]))
        {
            (await Row(process, id)).Attempts.Select(attempt => attempt.Number).ShouldBe([1, 2]);
        }

        await cluster.Resume();

        await Eventually.Is(async () =>
            await Answers(() => process.Ledger.Apply([.. ids.Select(id => DeferredBy(id, 2))], CancellationToken.None))
            && (await process.Store.LoadEach(ids, CancellationToken.None)).All(row => row.Failure is null));
        await process.Ledger.Apply([.. ids.Select(id => DeferredBy(id, 2))], CancellationToken.None);
        foreach (var id in ids)
        {
            (await Row(process, id)).Attempts.Select(attempt => attempt.Number).ShouldBe([1, 2]);
        }
    }

    [Fact]
    public async Task A_node_that_hangs_takes_only_its_own_tags_with_it()
    {
        await using var impatient = new RedisProcess(cluster.Address, timeout: TimeSpan.FromSeconds(2));
        await using var patient = new RedisProcess(cluster.Address, impatient.KeyPrefix);
        RowChange[] rows = [.. Enumerable.Range(0, RedisKeys.TagCount).Select(tag => StoredRows.Insert(TaggedId(tag)))];
        await patient.Store.Commit(rows, CancellationToken.None);
        await Eventually.Is(() => Answers(() => impatient.Store.Load([.. rows.Select(row => row.Id)], CancellationToken.None)));
        var owners = await Task.WhenAll(Enumerable.Range(0, RedisKeys.TagCount).Select(cluster.OwnerOf));

        await cluster.Freeze(owners[Tag]);

        await Unavailable(() => impatient.Store.Load([rows[Tag].Id], CancellationToken.None));
        // From now on nobody waits for it, whichever of its tags is asked for.
        var readings = await impatient.Store.LoadEach([.. rows.Select(row => row.Id)], CancellationToken.None);
        foreach (var (tag, reading) in readings.Index())
        {
            (reading.Failure?.Message)
                .ShouldBe(owners[tag] == owners[Tag] ? $"The Redis node 127.0.0.1:{cluster.PortOf(owners[Tag])} does not answer." : null);
            (reading.Value is null).ShouldBe(owners[tag] == owners[Tag]);
        }

        var others = rows.Where(row => owners[RedisKeys.TagOf(row.Id)] != owners[Tag]).ToArray();
        (await patient.Store.Load([.. others.Select(row => row.Id)], CancellationToken.None)).ShouldBe(others.Select(row => row.Value));

        await cluster.Thaw(owners[Tag]);
        await Eventually.Is(() => Answers(() => impatient.Store.Load([rows[Tag].Id], CancellationToken.None)));
    }

    [Fact]
    public async Task Notices_of_ends_go_on_when_the_node_that_gave_them_is_down_and_when_it_is_back()
    {
        await using var process = new RedisProcess(cluster.Address);
        var told = new ConcurrentQueue<Guid>();
        await using var subscription = await process.Store.OnEnd(told.Enqueue);
        await IsTold(process, told);
        var channel = $"{process.KeyPrefix}:ended";
        var nodes = Enumerable.Range(0, RedisCluster.NodeCount).ToArray();
        var channels = await Task.WhenAll(nodes.Select(node => cluster.Execute(node, "PUBSUB", "CHANNELS", channel)));
        // The client may have subscribed at two of them.
        var down = nodes.First(node => channels[node] == channel);

        await cluster.Kill(down);
        await IsTold(process, told);

        await cluster.Resume();
        await IsTold(process, told);
    }

    /// <summary>Tells of one new task after the other, and once of the common one, each until the store has taken it.</summary>
    private static async Task Write(RedisProcess process, Guid common, int writer, ConcurrentQueue<Guid> told, CancellationToken stop)
    {
        await UntilStored(process, DeferredBy(common, writer));
        while (!stop.IsCancellationRequested)
        {
            var id = TaggedId(Tag);
            await UntilStored(process, DeferredBy(id, 1));
            await UntilStored(process, DeferredBy(id, 2));
            told.Enqueue(id);
        }
    }

    private static Task UntilStored(RedisProcess process, TaskEvent taskEvent) =>
        Eventually.Is(() => Answers(() => process.Ledger.Apply([taskEvent], CancellationToken.None)));

    private static async Task IsTold(RedisProcess process, ConcurrentQueue<Guid> told)
    {
        told.Clear();
        await Eventually.Is(async () =>
        {
            // Whichever nodes are there: one tag after the other.
            for (var tag = 0; tag < RedisKeys.TagCount; tag++)
            {
                await Answers(() => process.Store.Commit([StoredRows.Insert(TaggedId(tag), isEnd: true)], CancellationToken.None));
            }

            return !told.IsEmpty;
        }, RedisProcess.Resubscription);
    }

    private static Task<IReadOnlyList<Guid>> LeaseDue(RedisProcess process, DateTimeOffset now = default) =>
        process.Store.Lease(TaskIndex.Due, now == default ? DateTimeOffset.UnixEpoch : now, Lease, 1000, CancellationToken.None);

    /// <summary>Leases until so many are had, once each: while a node comes back, some of its tags may be refused once more.</summary>
    private static async Task<List<Guid>> LeaseAll(RedisProcess process, DateTimeOffset now, int count)
    {
        var leased = new List<Guid>();
        await Eventually.Is(async () =>
        {
            await Answers(async () =>
            {
                leased.AddRange(await LeaseDue(process, now));
                return true;
            });
            return leased.Count >= count;
        });
        return leased;
    }

    private static async Task<bool> Answers<T>(Func<Task<T>> question)
    {
        try
        {
            await question();
            return true;
        }
        catch (TaskStoreUnavailableException)
        {
            return false;
        }
    }

    private static Task<TaskStoreUnavailableException> Unavailable<T>(Func<Task<T>> question) =>
        Should.ThrowAsync<TaskStoreUnavailableException>(question);

    private static async Task<TaskSaga> Row(RedisProcess process, Guid id) =>
        TaskRowCodec.Decode(id, (await process.Store.Load([id], CancellationToken.None)).ShouldHaveSingleItem().ShouldNotBeNull())!;

    private static TaskEvent DeferredBy(Guid id, int attempt) => TaskEvent.Of(new TaskDeferred
    {
        TaskId = id,
        Attempt = attempt,
        FinishedAt = DateTimeOffset.UnixEpoch,
        Worker = "w1",
        Until = DateTimeOffset.UnixEpoch.AddMinutes(attempt),
        Deferrals = attempt,
    });

    private static Guid TaggedId(int tag) => Guid.ParseExact($"{Guid.NewGuid():N}"[..31] + $"{tag:x}", "N");
}
