using Messaging.Lifecycle.Catalog;
using Messaging.TestSupport.Catalog;

namespace Messaging.Redis.Tests;

public sealed class RedisTaskCatalogTests : TaskCatalogContract, IAsyncLifetime
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
        var process = new RedisProcess();
        _processes.Add(process);
        return Task.FromResult<ITaskCatalog>(process.Catalog);
    }
}
