using Messaging.Lifecycle.Failures;
using Messaging.TestSupport.Failures;

namespace Messaging.Redis.Tests.Cluster;

[Collection(QuietCluster.Name)]
public sealed class ClusterReplayStoreTests(RedisCluster cluster) : ReplayStoreContract, IAsyncLifetime
{
    private readonly List<RedisProcess> _processes = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
    }

    protected override Task<IReplayStore> CreateStore()
    {
        var process = new RedisProcess(cluster.Address);
        _processes.Add(process);
        return Task.FromResult<IReplayStore>(process.Replays);
    }
}
