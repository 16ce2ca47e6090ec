using Messaging.Lifecycle.Storage;
using Messaging.Testing.Storage;

namespace Messaging.Redis.Tests.Users;

public sealed class LimitedUserTaskStoreTests(LimitedUser user) : RowStoreContract, IClassFixture<LimitedUser>, IAsyncLifetime
{
    private readonly Dictionary<IRowStore, RedisProcess> _processes = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }
    }

    protected override Task<IRowStore> CreateStore() => Task.FromResult<IRowStore>(Start(LimitedUser.Prefix()).Store);

    protected override Task Damage(IRowStore store, Guid id, string value) => _processes[store].Execute("SET", _processes[store].Keys.Row(id), value);

    protected override Task<IRowStore> OpenAgain(IRowStore store) => Task.FromResult<IRowStore>(Start(_processes[store].KeyPrefix).Store);

    private RedisProcess Start(string keyPrefix)
    {
        var process = new RedisProcess(user.Address, keyPrefix);
        _processes.Add(process.Store, process);
        return process;
    }
}
