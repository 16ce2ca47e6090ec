using System.Collections.Concurrent;
using Messaging.Contracts;

namespace Messaging.Worker.Execution;

/// <summary>What runs in this process, and the way to stop it.</summary>
internal sealed class RunningAttempts
{
    private readonly ConcurrentDictionary<(Guid TaskId, int Attempt), RunningCommand> _running = [];

    /// <summary>All there is now.</summary>
    public IReadOnlyCollection<RunningCommand> All => [.. _running.Values];

    /// <summary>Notes that an attempt begins; disposing what is returned notes its end.</summary>
    public RunningCommand Begin(RunTask command, DateTimeOffset startedAt)
    {
        var running = new RunningCommand(command, startedAt, ended => _running.TryRemove((ended.Command.TaskId, ended.Command.Attempt), out _));
        _running[(command.TaskId, command.Attempt)] = running;
        return running;
    }

    /// <summary>The attempts of a task that run here.</summary>
    public IEnumerable<RunningCommand> Of(Guid taskId) => _running.Values.Where(running => running.Command.TaskId == taskId);
}
