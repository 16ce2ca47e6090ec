using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Redis.Tests;

/// <summary>The law of a store of rows, on Redis however it is reached. Each store is a process of its own.</summary>
public abstract class RedisRowStoreContract : RowStoreContract, IAsyncLifetime
{
    private readonly Dictionary<IRowStore, RedisProcess> _processes = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A process with the keys of another, or with some that no other of the run has.</summary>
    private protected abstract RedisProcess Open(string? keyPrefix);

    private protected RedisProcess Start(string? keyPrefix = null)
    {
        var process = Open(keyPrefix);
        _processes.Add(process.Store, process);
        return process;
    }

    protected override Task<IRowStore> CreateStore() => Task.FromResult<IRowStore>(Start().Store);

    protected override Task<IRowStore> OpenAgain(IRowStore store) => Task.FromResult<IRowStore>(Start(_processes[store].KeyPrefix).Store);

    protected override Task Damage(IRowStore store, Guid id, string value) =>
        _processes[store].Execute("SET", _processes[store].Keys.Row(id), value);
}
