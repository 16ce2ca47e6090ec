using Messaging.Lifecycle.Limits;
using Messaging.TestSupport.Limits;

namespace Messaging.Lifecycle.Tests.Limits;

public sealed class InMemoryTaskLimitsTests : TaskLimitsContract
{
    protected override Task<ITaskLimits[]> CreateLimits() => Task.FromResult<ITaskLimits[]>([new InMemoryTaskLimits(Clock)]);
}
