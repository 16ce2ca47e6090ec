using Messaging.Lifecycle.Failures;
using Messaging.TestSupport.Failures;

namespace Messaging.Lifecycle.Tests.Failures;

public sealed class InMemoryReplayStoreTests : ReplayStoreContract
{
    protected override Task<IReplayStore> CreateStore() => Task.FromResult<IReplayStore>(new InMemoryReplayStore());
}
