using Messaging.Lifecycle.Failures;
using Messaging.Testing.Failures;

namespace Messaging.Lifecycle.Tests.Failures;

public sealed class InMemoryReplayStoreTests : ReplayStoreContract
{
    protected override Task<IReplayStore> CreateStore() => Task.FromResult<IReplayStore>(new InMemoryReplayStore());
}
