using Messaging.Contracts;
using Messaging.Lifecycle.Workers;
using Messaging.StatusQuery.Consumers;

namespace Messaging.AspNetCore.Status;

/// <summary>
/// A worker. Times are by the clock of StatusQuery, which is the store's: how far those of the worker's word are off is known from when it
/// was sent and received.
/// </summary>
internal sealed record WorkerDocument(
    string Id,
    string State,
    DateTimeOffset HeardAt,
    DateTimeOffset StartedAt,
    double ClockDriftSeconds,
    string? Version,
    string? Host,
    IReadOnlyList<QueueSlots> Queues,
    IReadOnlyList<string> Types,
    IReadOnlyList<RunningAttempt> Running,
    int RunningCount,
    int LeakedHandlers,
    long MemoryBytes)
{
    private const string Stopped = "stopped";
    private static readonly TimeSpan StoppedFor = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The workers to show: those that stopped in order are shown for 10 minutes, those that were lost for as long as they are remembered.
    /// </summary>
    public static IReadOnlyList<WorkerDocument> Of(IEnumerable<WorkerPresence> workers, DateTimeOffset now) =>
        [
            .. workers.Where(worker => worker.Heartbeat.State != Stopped || now - worker.HeardAt < StoppedFor)
                .Select(worker => Of(worker, now)),
        ];

    private static WorkerDocument Of(WorkerPresence worker, DateTimeOffset now)
    {
        var told = worker.Heartbeat;
        var offset = worker.HeardAt - told.SentAt;
        return new WorkerDocument(
            told.Worker,
            StateOf(worker, now),
            worker.HeardAt,
            Moved(told.StartedAt, offset),
            Math.Round(WorkerClocks.DriftOf(worker).TotalSeconds, 3),
            told.Version,
            told.Host,
            told.Queues,
            told.Types,
            [.. told.Running.Select(attempt => attempt with { StartedAt = Moved(attempt.StartedAt, offset) })],
            told.RunningCount,
            told.LeakedHandlers,
            told.MemoryBytes);
    }

    private static string StateOf(WorkerPresence worker, DateTimeOffset now) => worker.Heartbeat.State switch
    {
        Stopped => Stopped,
        _ when now - worker.HeardAt > IWorkerDirectory.LostAfter => "lost",
        "quiet" or "draining" => worker.Heartbeat.State,
        _ => "running",
    };

    /// <summary>Anybody may send a heartbeat, with any times.</summary>
    private static DateTimeOffset Moved(DateTimeOffset time, TimeSpan offset) =>
        new(Math.Clamp(time.UtcTicks + offset.Ticks, DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
}
