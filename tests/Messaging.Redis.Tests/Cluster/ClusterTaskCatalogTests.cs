using Messaging.Lifecycle.Catalog;
using Messaging.TestSupport.Catalog;

namespace Messaging.Redis.Tests.Cluster;

[Collection(QuietCluster.Name)]
public sealed class ClusterTaskCatalogTests(RedisCluster cluster) : TaskCatalogContract, IAsyncLifetime
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

    protected override Task<ITaskCatalog> CreateCatalog()
    {
        var process = new RedisProcess(cluster.Address);
        _processes.Add(process);
        return Task.FromResult<ITaskCatalog>(process.Catalog);
    }
}
