using Messaging.Contracts;
using Messaging.Lifecycle.Clocks;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Workers;

namespace Messaging.Producer.Claims;

/// <summary>Which workers live, as far as their heartbeats tell at one moment.</summary>
internal sealed class WorkerLiveness
{
    /// <summary>
    /// When not even one worker was heard of for this long, nobody listens (StatusQuery or the broker is away), or there is nobody to run
    /// anything.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly HashSet<string> _heard;
    private readonly Dictionary<string, WorkerHeartbeat> _alive;
    private readonly HashSet<(Guid TaskId, int Attempt)> _running;
    private readonly bool _isSilent;

    public WorkerLiveness(IReadOnlyList<WorkerPresence> heard, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        // Since a jump of the store's time not all workers can have been heard of by the new one.
        _isSilent = heard.Count > 0
            && (
                heard.Max(worker => worker.HeardAt) < now - Silence
                    || clock is StoreClock jumping && jumping.HasJumpedWithin(IWorkerDirectory.LostAfter));
        IsEmpty = heard.Count == 0;
        _heard = [.. heard.Select(worker => worker.Heartbeat.Worker)];
        _alive = heard.Where(worker => worker.HeardAt >= now - IWorkerDirectory.LostAfter && worker.Heartbeat.State != "stopped")
            .ToDictionary(worker => worker.Heartbeat.Worker, worker => worker.Heartbeat, StringComparer.Ordinal);
        _running = [.. _alive.Values.SelectMany(worker => worker.Running).Select(attempt => (attempt.TaskId, attempt.Attempt))];
    }

    /// <summary>Whether no worker was heard of within an hour: those that there are may not tell.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether it cannot be told who lives.</summary>
    public bool IsUnknown => IsEmpty || _isSilent;

    /// <summary>Whether a worker is known to live.</summary>
    public bool Has(string? worker) => worker is not null && _alive.ContainsKey(worker);

    /// <summary>Whether one of them runs an attempt, or may: of the attempts that run in a worker only so many are told.</summary>
    public bool MayRun(TaskSaga row) => _running.Contains((row.CorrelationId, row.Attempt))
        || StartedBy(row).Any(name => _alive.TryGetValue(name, out var worker) && worker.RunningCount > worker.Running.Count);

    /// <summary>
    /// Whether an attempt was begun by a worker that tells of itself: programs of others may run tasks, too, without a word but events.
    /// </summary>
    public bool HasHeardOf(TaskSaga row) => StartedBy(row).Any(_heard.Contains);

    /// <summary>Whether one of those that serve a queue has commands that it does not run, or does not tell.</summary>
    public bool MayHold(string queue) =>
        _alive.Values.Any(worker => worker.Waiting is not 0 && worker.Queues.Any(served => served.Name == queue));

    private static IEnumerable<string> StartedBy(TaskSaga row) => row.LatestAttempt is { } attempt
        ? (attempt.RepeatedStarts ?? []).Select(start => start.Worker).Append(attempt.Worker ?? "")
        : [];
}
