using Messaging.Contracts;
using Messaging.Lifecycle.Logs;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Writes lines to the logs of their tasks, however long the store is away.</summary>
internal sealed class TaskLogWriter(ITaskLogs logs, LifecycleEventWriter sink)
{
    private const int MaxMessage = 2048;

    /// <summary>Writes the lines of a delivery. Lines that cannot have a place are left out, long ones are cut.</summary>
    public async Task Write(IReadOnlyList<TaskLogged> lines, CancellationToken delivery)
    {
        TaskLogged[] valid = [.. lines.Where(line => LogCursor.Of(line).IsValid && line is { Attempt: > 0, Sequence: > 0, Message: not null }).Select(WithinBounds)];
        if (valid.Length > 0)
        {
            await sink.UntilStored(() => logs.Append(valid, CancellationToken.None), delivery);
        }
    }

    private static TaskLogged WithinBounds(TaskLogged line) => line.Message.Length > MaxMessage ? line with { Message = line.Message[..MaxMessage] } : line;
}
