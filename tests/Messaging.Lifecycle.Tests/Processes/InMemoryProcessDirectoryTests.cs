using Messaging.Lifecycle.Processes;
using Messaging.Testing.Processes;

namespace Messaging.Lifecycle.Tests.Processes;

public sealed class InMemoryProcessDirectoryTests : ProcessDirectoryContract
{
    protected override IReadOnlyList<IProcessDirectory> CreateDirectories() => [new InMemoryProcessDirectory(Clock)];
}
