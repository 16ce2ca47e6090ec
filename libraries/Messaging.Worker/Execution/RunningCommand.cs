using Messaging.Contracts;

namespace Messaging.Worker.Execution;

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
