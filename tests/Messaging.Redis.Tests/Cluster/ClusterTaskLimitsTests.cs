using Messaging.Lifecycle.Limits;
using Messaging.TestSupport.Limits;

namespace Messaging.Redis.Tests.Cluster;

[Collection(QuietCluster.Name)]
public sealed class ClusterTaskLimitsTests(RedisCluster cluster) : TaskLimitsContract, IAsyncLifetime
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

    protected override Task<ITaskLimits[]> CreateLimits()
    {
        var prefix = $"test-{Guid.NewGuid():N}";
        _processes.Add(new RedisProcess(cluster.Address, prefix));
        _processes.Add(new RedisProcess(cluster.Address, prefix));
        return Task.FromResult<ITaskLimits[]>([.. _processes.Select(process => process.LimitsBy(Clock))]);
    }
}
