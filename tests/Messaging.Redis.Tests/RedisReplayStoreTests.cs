using Messaging.Lifecycle.Failures;
using Messaging.TestSupport.Failures;

namespace Messaging.Redis.Tests;

public sealed class RedisReplayStoreTests : ReplayStoreContract, IAsyncLifetime
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
        var process = new RedisProcess();
        _processes.Add(process);
        return Task.FromResult<IReplayStore>(process.Replays);
    }
}
