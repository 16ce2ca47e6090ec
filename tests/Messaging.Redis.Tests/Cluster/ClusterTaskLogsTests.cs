using Messaging.Lifecycle.Logs;
using Messaging.TestSupport.Logs;

namespace Messaging.Redis.Tests.Cluster;

[Collection(QuietCluster.Name)]
public sealed class ClusterTaskLogsTests(RedisCluster cluster) : TaskLogsContract, IAsyncLifetime
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

    protected override Task<ITaskLogs> CreateLogs()
    {
        var process = new RedisProcess(cluster.Address);
        _processes.Add(process);
        return Task.FromResult<ITaskLogs>(process.TaskLogs);
    }
}
