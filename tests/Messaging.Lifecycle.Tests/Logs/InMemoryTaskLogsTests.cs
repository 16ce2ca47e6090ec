using Messaging.Lifecycle.Logs;
using Messaging.Testing.Logs;

namespace Messaging.Lifecycle.Tests.Logs;

public sealed class InMemoryTaskLogsTests : TaskLogsContract
{
    protected override Task<ITaskLogs> CreateLogs() => Task.FromResult<ITaskLogs>(new InMemoryTaskLogs(TimeProvider.System));
}
