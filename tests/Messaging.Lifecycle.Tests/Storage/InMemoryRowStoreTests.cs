using System.Text;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Lifecycle.Tests.Storage;

public sealed class InMemoryRowStoreTests : RowStoreContract
{
    protected override Task<IRowStore> CreateStore() => Task.FromResult<IRowStore>(new InMemoryRowStore(TimeProvider.System));

    protected override Task Damage(IRowStore store, Guid id, string value)
    {
        ((InMemoryRowStore)store).Overwrite(id, Encoding.UTF8.GetBytes(value));
        return Task.CompletedTask;
    }
}
