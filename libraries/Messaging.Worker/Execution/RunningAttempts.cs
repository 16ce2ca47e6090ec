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
        var running = new RunningCommand(
            command, startedAt, ended => _running.TryRemove((ended.Command.TaskId, ended.Command.Attempt), out _));
        _running[(command.TaskId, command.Attempt)] = running;
        return running;
    }

    /// <summary>The attempts of a task that run here.</summary>
    public IEnumerable<RunningCommand> Of(Guid taskId) => _running.Values.Where(running => running.Command.TaskId == taskId);
}

/// <summary>An attempt that runs here.</summary>
internal sealed class RunningCommand(RunTask command, DateTimeOffset startedAt, Action<RunningCommand> ended) : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();

    public RunTask Command { get; } = command;

    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>Fires when somebody asked for the task to be cancelled.</summary>
    public CancellationToken CancelRequested => _cancel.Token;

    /// <summary>Asks the handler to stop.</summary>
    /// <remarks>What handlers have registered with the token runs elsewhere: it may take long, or throw.</remarks>
    public void Cancel() => _ = _cancel.CancelAsync();

    public void Dispose() => ended(this);
}
