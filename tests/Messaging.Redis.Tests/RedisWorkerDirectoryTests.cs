using Messaging.Lifecycle.Workers;
using Messaging.TestSupport.Workers;

namespace Messaging.Redis.Tests;

public sealed class RedisWorkerDirectoryTests : WorkerDirectoryContract, IAsyncLifetime
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

    protected override Task<IWorkerDirectory> CreateDirectory()
    {
        var process = new RedisProcess();
        _processes.Add(process);
        return Task.FromResult<IWorkerDirectory>(process.WorkerDirectory);
    }
}
