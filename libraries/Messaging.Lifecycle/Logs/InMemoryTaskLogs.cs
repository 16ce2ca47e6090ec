using Messaging.Contracts;

namespace Messaging.Lifecycle.Logs;

/// <summary>Keeps log lines in this process.</summary>
public sealed class InMemoryTaskLogs(TimeProvider clock) : ITaskLogs
{
    private const int AppendsBetweenSweeps = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (SortedList<long, TaskLogged> Lines, DateTimeOffset Until)> _logs = [];
    private int _appends;

    /// <inheritdoc/>
    public Task Append(IReadOnlyList<TaskLogged> lines, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var line in lines)
            {
                var log = Log(line.TaskId) ?? [];
                log[LogCursor.Of(line).Score] = line;
                if (log.Count > ITaskLogs.Capacity)
                {
                    log.RemoveAt(0);
                }

                _logs[line.TaskId] = (log, clock.GetUtcNow() + ITaskLogs.Life);
            }

            Sweep();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TaskLogged>> Read(Guid taskId, LogCursor after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<TaskLogged>>(
                [.. (Log(taskId) ?? []).Where(line => line.Key > after.Score).Take(limit).Select(line => line.Value)]);
        }
    }

    /// <inheritdoc/>
    public Task Remove(IReadOnlyList<Guid> taskIds, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var id in taskIds)
            {
                _logs.Remove(id);
            }
        }

        return Task.CompletedTask;
    }

    private SortedList<long, TaskLogged>? Log(Guid taskId) =>
        _logs.TryGetValue(taskId, out var log) && log.Until > clock.GetUtcNow() ? log.Lines : null;

    private void Sweep()
    {
        if (++_appends % AppendsBetweenSweeps == 0)
        {
            foreach (var old in _logs.Where(log => log.Value.Until <= clock.GetUtcNow()).Select(log => log.Key).ToArray())
            {
                _logs.Remove(old);
            }
        }
    }
}
