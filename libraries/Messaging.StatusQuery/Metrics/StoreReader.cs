using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Metrics;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;

namespace Messaging.StatusQuery.Metrics;

/// <summary>
/// Reads from the store what its gauges show. Its cost grows with the number of queues and names, not with the number of tasks.
/// </summary>
internal sealed class StoreReader(TaskStore store, ITaskCatalog catalog, IWorkerDirectory workers, MetricNames names, TimeProvider clock)
{
    /// <summary>Rows of an index that are looked at: those of a lease are at its end, wherever their own time is.</summary>
    private const int LookedAt = 160;

    /// <summary>States in which a task waits for somebody to act.</summary>
    private static readonly TaskState[] Watched = [TaskState.Queued, TaskState.Running, TaskState.Parked];

    /// <summary>Reads everything.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<StoreReading> Read(CancellationToken cancellationToken)
    {
        names.Learn((await catalog.List(cancellationToken)).Select(type => type.Name));
        var counts = await store.Count(cancellationToken);
        var (due, dueRows) = await store.Read(TaskIndex.Due, LookedAt, cancellationToken);
        var (outbox, outboxRows) = await store.Read(TaskIndex.Outbox, LookedAt, cancellationToken);
        var oldest = new List<TaskSaga>();
        foreach (var state in Watched)
        {
            oldest.AddRange(await Load([.. (await store.Oldest(state, cancellationToken)).Select(place => place.Id)], cancellationToken));
        }

        var quarantine = await store.Quarantined(1, cancellationToken);
        var heard = await workers.List(cancellationToken);
        var now = clock.GetUtcNow();
        return new StoreReading
        {
            ReadAt = clock.GetTimestamp(),
            Tasks = counts.GroupBy(count => (names.OfQueue(count.Queue), count.State))
                .ToDictionary(group => group.Key, group => group.Sum(count => count.Count)),
            Oldest = oldest.Where(row => Watched.Contains(row.State))
                .GroupBy(row => (names.OfQueue(row.Queue), row.State))
                .ToDictionary(group => group.Key, group => group.Max(row => Since(Beginning(row), now))),
            Due = due,
            DueLag = dueRows.Select(row => Since(row.Due, now)).DefaultIfEmpty().Max(),
            Outbox = outbox,
            OutboxAge = outboxRows.Where(row => row.State == TaskState.Queued && row.EnqueuedAttempt < row.Attempt)
                .Select(row => Since(row.SubmittedAt, now))
                .DefaultIfEmpty()
                .Max(),
            Quarantined = quarantine.Count,
            WorkersAlive = heard.Count(worker => !HasStopped(worker) && !IsLost(worker, now)),
            WorkersLost = heard.Count(worker => !HasStopped(worker) && IsLost(worker, now)),
        };
    }

    private static bool HasStopped(WorkerPresence worker) => worker.Heartbeat.State == "stopped";

    private static bool IsLost(WorkerPresence worker, DateTimeOffset now) => now - worker.HeardAt > IWorkerDirectory.LostAfter;

    private static double Since(DateTimeOffset? time, DateTimeOffset now) => Math.Max(0, (now - (time ?? now)).TotalSeconds);

    /// <summary>Since when the row is in its state, as far as it tells. A queued row was submitted, due, or told to run again.</summary>
    private static DateTimeOffset? Beginning(TaskSaga row) => row.State switch
    {
        TaskState.Running => row.LatestAttempt?.StartedAt ?? row.CreatedAt,
        TaskState.Parked => row.LatestAttempt?.FinishedAt ?? row.CreatedAt,
        _ => new[] { row.CreatedAt, row.DueAt, row.Reschedule?.DueAt, row.Replay?.RequestedAt }.Max(),
    };

    private async Task<IReadOnlyList<TaskSaga>> Load(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        [.. (await store.LoadSummaries(ids, null, cancellationToken)).OfType<TaskSaga>()];
}
