using Messaging.Lifecycle.Processes;
using Messaging.TestSupport.Processes;

namespace Messaging.Lifecycle.Tests.Processes;

public sealed class InMemoryProcessDirectoryTests : ProcessDirectoryContract
{
    protected override IReadOnlyList<IProcessDirectory> CreateDirectories() => [new InMemoryProcessDirectory(Clock)];
}
