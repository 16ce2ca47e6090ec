using Messaging.Lifecycle.Processes;
using Messaging.TestSupport.Processes;

namespace Messaging.Redis.Tests.Cluster;

[Collection(QuietCluster.Name)]
public sealed class ClusterProcessDirectoryTests(RedisCluster cluster) : ProcessDirectoryContract, IAsyncLifetime
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

    protected override IReadOnlyList<IProcessDirectory> CreateDirectories()
    {
        var prefix = $"test-{Guid.NewGuid():N}";
        _processes.Add(new RedisProcess(cluster.Address, keyPrefix: prefix));
        _processes.Add(new RedisProcess(cluster.Address, keyPrefix: prefix));
        return [.. _processes.Select(process => process.ProcessesBy(Clock))];
    }
}
