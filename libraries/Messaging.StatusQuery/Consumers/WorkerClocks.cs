using System.Collections.Concurrent;
using Messaging.Hosting.Clocks;
using Messaging.Lifecycle.Workers;
using Microsoft.Extensions.Logging;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Warns of workers on machines whose clocks are off: once, and once more when that is mended.</summary>
internal sealed class WorkerClocks(ILogger<WorkerClocks> logger)
{
    private readonly ConcurrentDictionary<string, TimeSpan> _off = new(StringComparer.Ordinal);

    /// <summary>
    /// How far a worker's machine is ahead of the store's clock. What a worker does not tell is seen from when its word was sent and heard,
    /// unless the word may have waited for so long.
    /// </summary>
    public static TimeSpan DriftOf(WorkerPresence worker) =>
        worker.Heartbeat.ClockDriftSeconds is { } seconds ? TimeSpan.FromSeconds(seconds)
        : worker.Heartbeat.SentAt - worker.HeardAt is var seen && (seen > TimeSpan.Zero || seen < -IWorkerDirectory.Waiting) ? seen
        : TimeSpan.Zero;

    /// <summary>Looks at a worker that was just heard.</summary>
    public void Look(WorkerPresence worker)
    {
        var (id, drift) = (worker.Heartbeat.Worker, DriftOf(worker));
        if (ClockDrift.IsOff(drift) && worker.Heartbeat.State != "stopped")
        {
            // Anybody may send heartbeats, under any number of names.
            if (_off.Count < IWorkerDirectory.Capacity && _off.TryAdd(id, drift))
            {
                logger.LogWarning(
                    "The clock of worker {Worker}, on {Host}, is {Drift}", id, worker.Heartbeat.Host, ClockDrift.Describe(drift));
            }
        }
        else if (_off.TryRemove(id, out _))
        {
            logger.LogInformation("The clock of worker {Worker} is not off any more, or the worker has stopped", id);
        }
    }
}
