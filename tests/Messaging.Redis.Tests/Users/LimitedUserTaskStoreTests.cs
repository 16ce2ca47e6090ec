using Messaging.Lifecycle.Storage;
using Messaging.Testing.Storage;

namespace Messaging.Redis.Tests.Users;

public sealed class LimitedUserTaskStoreTests(LimitedUser user) : TaskStoreContract, IClassFixture<LimitedUser>, IAsyncLifetime
{
    private readonly Dictionary<ITaskStore, RedisProcess> _processes = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }
    }

    protected override Task<ITaskStore> CreateStore() => Task.FromResult<ITaskStore>(Start(LimitedUser.Prefix()).Store);

    protected override Task<ITaskStore> OpenAgain(ITaskStore store) => Task.FromResult<ITaskStore>(Start(_processes[store].KeyPrefix).Store);

    private RedisProcess Start(string keyPrefix)
    {
        var process = new RedisProcess(user.Address, keyPrefix);
        _processes.Add(process.Store, process);
        return process;
    }
}
