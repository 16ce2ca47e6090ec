using Messaging.Hosting.Loops;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Execution;

/// <summary>
/// Looks every 2 seconds whether a task that runs here is to be cancelled: the word of it may have been lost. Without the store nothing is
/// known, which is no failure.
/// </summary>
internal sealed class CancelWatch(
    RunningAttempts attempts, TaskStore store, LoopMonitor monitor, TimeProvider clock, ILogger<CancelWatch> logger)
    : BackgroundLoop("cancel-watch", Interval, monitor, clock, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>The gate has looked at younger ones just now.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(1);

    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        await Task.WhenAll(
            attempts.All.Where(running => !IsYoung(now - running.StartedAt) && !running.CancelRequested.IsCancellationRequested)
                .Select(running => Look(running, cancellationToken)));
        return false;
    }

    /// <summary>What began in the future began before the clock was set.</summary>
    private static bool IsYoung(TimeSpan age) => age >= TimeSpan.Zero && age < Young;

    private async Task Look(RunningCommand running, CancellationToken cancellationToken)
    {
        var header = await store.LoadHeader(running.Command.TaskId, cancellationToken);
        if (header.Match(header => header.IsCancelRequested, _ => false, Unseen, Unseen))
        {
            running.Cancel();
        }

        bool Unseen(Exception reason)
        {
            logger.LogDebug(reason, "Cannot see whether {TaskId} is to be cancelled", running.Command.TaskId);
            return false;
        }
    }
}
