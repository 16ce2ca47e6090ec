using Messaging.Lifecycle.Pauses;
using Messaging.TestSupport.Pauses;

namespace Messaging.Redis.Tests.Cluster;

[Collection(QuietCluster.Name)]
public sealed class ClusterPausesTests(RedisCluster cluster) : PausesContract, IAsyncLifetime
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

    protected override Task<IPauses> CreatePauses()
    {
        var process = new RedisProcess(cluster.Address);
        _processes.Add(process);
        return Task.FromResult<IPauses>(process.Pauses);
    }
}
