using Messaging.Lifecycle.Pauses;
using Messaging.TestSupport.Pauses;

namespace Messaging.Lifecycle.Tests.Pauses;

public sealed class InMemoryPausesTests : PausesContract
{
    protected override Task<IPauses> CreatePauses() => Task.FromResult<IPauses>(new InMemoryPauses());
}
