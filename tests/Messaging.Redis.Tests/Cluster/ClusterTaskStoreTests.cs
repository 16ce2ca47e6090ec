using System.Collections.Concurrent;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;

namespace Messaging.Redis.Tests.Cluster;

[Collection(QuietCluster.Name)]
public sealed class ClusterTaskStoreTests(RedisCluster cluster) : RedisRowStoreContract
{
    [Fact]
    public async Task The_rows_and_indexes_of_one_commit_live_on_all_nodes_each_tag_on_one()
    {
        var process = Start();
        Guid[] ids = [.. Tags().Select(WithTag)];
        var due = StoredRows.In(TaskIndex.Due, DateTimeOffset.UnixEpoch);

        (await process.Store.Commit([.. ids.Select(id => StoredRows.Insert(id, due))], CancellationToken.None))
            .ShouldAllBe(result => result.IsCommitted);

        var nodes = await Task.WhenAll(Enumerable.Range(0, RedisCluster.NodeCount).Select(node => cluster.Keys(node, process.KeyPrefix)));
        nodes.ShouldAllBe(keys => keys.Length > 0);
        nodes.SelectMany(keys => keys).ShouldBe(
            ids.SelectMany(id => new[]
            {
                process.Keys.Row(id),
                process.Keys.Index(RedisKeys.TagOf(id), TaskIndex.Due),
                process.Keys.Counts(RedisKeys.TagOf(id)),
                process.Keys.Changes(RedisKeys.TagOf(id)),
            }).Select(key => (string)key!),
            ignoreOrder: true);
        (await process.Store.Load(ids, CancellationToken.None)).ShouldAllBe(row => row != null);
    }

    [Fact]
    public async Task Ends_on_every_node_are_told_to_a_subscriber_of_one()
    {
        var process = Start();
        var told = new ConcurrentQueue<Guid>();
        await using var subscription = await process.Store.OnEnd(told.Enqueue);
        await IsTold(process.Store, told);
        Guid[] ids = [.. Tags().Select(WithTag)];

        await process.Store.Commit([.. ids.Select(id => StoredRows.Insert(id, isEnd: true))], CancellationToken.None);

        await Eventually.Is(() => ids.All(told.Contains));
        told.ShouldBeUnique();
    }

    [Fact]
    public async Task Scripts_that_all_nodes_forgot_are_sent_again_even_to_many_at_once()
    {
        var process = Start();
        await Work(process);

        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, RedisCluster.NodeCount).Select(node => cluster.Execute(node, "SCRIPT", "FLUSH")));
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Work(process)));
        }
    }

    private protected override RedisProcess Open(string? keyPrefix) => new(cluster.Address, keyPrefix);

    private static async Task Work(RedisProcess process)
    {
        (await process.Store.Commit([.. Tags().Select(tag => StoredRows.Insert(WithTag(tag)))], CancellationToken.None))
            .ShouldAllBe(result => result.IsCommitted);
        await process.Store.Lease(
            TaskIndex.Due, DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), RedisKeys.TagCount, CancellationToken.None);
    }

    private static IEnumerable<int> Tags() => Enumerable.Range(0, RedisKeys.TagCount);

    private static Guid WithTag(int tag) => Guid.ParseExact($"{Guid.NewGuid():N}"[..31] + $"{tag:x}", "N");
}
