using Messaging.Lifecycle.Logs;
using Messaging.TestSupport.Logs;

namespace Messaging.Lifecycle.Tests.Logs;

public sealed class InMemoryTaskLogsTests : TaskLogsContract
{
    protected override Task<ITaskLogs> CreateLogs() => Task.FromResult<ITaskLogs>(new InMemoryTaskLogs(TimeProvider.System));
}
