using Messaging.Lifecycle.Workers;
using Messaging.TestSupport.Workers;

namespace Messaging.Lifecycle.Tests.Workers;

public sealed class InMemoryWorkerDirectoryTests : WorkerDirectoryContract
{
    protected override Task<IWorkerDirectory> CreateDirectory() => Task.FromResult<IWorkerDirectory>(new InMemoryWorkerDirectory());
}
