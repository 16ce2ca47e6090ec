using MassTransit;
using Messaging.Redis.Tests.Sagas;

namespace Messaging.Redis.Tests.Cluster;

[Collection(QuietCluster.Name)]
public sealed class ClusterSagaTests(RedisCluster cluster)
{
    [Fact]
    public async Task Sagas_whose_rows_live_on_several_nodes_are_created_changed_and_finished()
    {
        var prefix = $"test:{Guid.NewGuid():N}";
        await using var bus = await CounterBus.StartWith(prefix, configure => configure
            .AddSagaStateMachine<CounterStateMachine, CounterSaga>()
            .RedisRepository(cluster.Address, repository => repository.KeyPrefix = prefix));
        Guid[] ids = [.. Enumerable.Range(0, 30).Select(_ => Guid.NewGuid())];

        foreach (var id in ids)
        {
            await bus.Apply(new Increment(id));
            await bus.Apply(new Increment(id));
        }

        bus.Faults<Increment>().ShouldBeEmpty();
        var nodes = await RowsOfNodes(prefix);
        nodes.ShouldAllBe(keys => keys.Length > 0);
        nodes.SelectMany(keys => keys).ShouldBe(ids.Select(id => $"{prefix}:{id:N}"), ignoreOrder: true);
        foreach (var id in ids)
        {
            (await bus.Sagas.Load(id)).Total.ShouldBe(2);
            await bus.Apply(new Finish(id));
        }

        (await RowsOfNodes(prefix)).SelectMany(keys => keys).ShouldBeEmpty();
    }

    private Task<string[][]> RowsOfNodes(string prefix) =>
        Task.WhenAll(Enumerable.Range(0, RedisCluster.NodeCount).Select(node => cluster.Keys(node, prefix)));
}
