using Messaging.Lifecycle.Storage;
using Messaging.Testing.Storage;

namespace Messaging.Lifecycle.Tests.Storage;

public sealed class InMemoryTaskStoreTests : TaskStoreContract
{
    protected override Task<ITaskStore> CreateStore() => Task.FromResult<ITaskStore>(new InMemoryTaskStore(TimeProvider.System));
}
