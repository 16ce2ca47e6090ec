using Messaging.Contracts;
using Messaging.Hosting.Loops;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Search;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;
using Messaging.Producer.Dispatch;
using Messaging.Tasks;
using Microsoft.Extensions.Logging;

namespace Messaging.Producer.Claims;

/// <summary>
/// Finds running and queued tasks that no worker, command or claim stands behind, whatever the reason (a purged queue, a command in an
/// error queue): ends the attempts of the former, so that
/// the next follow, and sends the commands of the latter again. Nobody can ask the broker for one message, so a command is known to be gone
/// only while its queue is empty, no worker holds
/// any that it does not run, and no events wait to be told; and that all the while, for some time, by this process's own clock.
/// </summary>
internal sealed class AbandonedSweeper(
    TaskStore store,
    LedgerWriter ledger,
    IWorkerDirectory workers,
    IQueueDepths depths,
    TaskDispatcher dispatcher,
    TimeProvider clock,
    ILogger<AbandonedSweeper> logger)
{
    /// <summary>How long nobody may be seen behind a task where that could be seen.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a worker may be silent before a task that is to be cancelled does not wait for it any longer, although nobody else is heard
    /// of either.
    /// </summary>
    private static readonly TimeSpan PatienceInSilence = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a running task may be in no known worker's hands although its command may be somewhere, such as in a queue that is never
    /// empty.
    /// </summary>
    private static readonly TimeSpan PatienceInBacklog = TimeSpan.FromHours(1);

    private const int PageSize = 256;
    private const int MaxRows = 10_000;
    private const int BatchSize = 64;

    private readonly TaskSearch _search = new(store);
    private readonly SteadyClock _steady = new(clock);
    private Dictionary<(Guid Id, int Attempt, TaskState State), Sighting> _seen = [];

    /// <summary>Looks once.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task Sweep(CancellationToken cancellationToken)
    {
        var now = _steady.GetUtcNow();
        var living = new WorkerLiveness(await workers.List(cancellationToken), clock);
        var counts = await store.Count(cancellationToken);
        var empty = await EmptyQueues(counts, living, cancellationToken);
        var running = counts.Any(count => count.State == TaskState.Running)
            ? await Find(new TaskFilter { State = TaskState.Running }, cancellationToken)
            : [];
        var queued = new List<TaskSaga>();
        foreach (
            var queue in counts.Where(count => count.State == TaskState.Queued && empty.Contains(count.Queue))
                .Select(count => count.Queue)
                .Distinct(StringComparer.Ordinal))
        {
            queued.AddRange(await Find(new TaskFilter { State = TaskState.Queued, Queue = queue }, cancellationToken));
        }

        var seen = new Dictionary<(Guid, int, TaskState), Sighting>();
        TaskSaga[] alone =
        [
            // A claim has a sweeper of its own, and what was not enqueued is in the outbox. Of commands that others published nobody knows
            // the arguments.
            .. running.Where(row =>
                row.LatestAttempt is { ClaimedUntil: null }
                    && !living.MayRun(row)
                    && (row.SubmittedAt is not null || row.ActiveCancel is not null || living.HasHeardOf(row))),
            .. queued.Where(row => row.EnqueuedAttempt >= row.Attempt && (row.SubmittedAt is not null || row.ArgumentsAttempt > 0)),
        ];
        foreach (var row in alone)
        {
            var known = _seen.GetValueOrDefault(KeyOf(row));
            // Who never told of itself may have the command, unseen.
            var isGone = empty.Contains(row.Queue ?? "") && (row.State == TaskState.Queued || living.HasHeardOf(row));
            seen[KeyOf(row)] = new Sighting(known?.Alone ?? now, isGone ? known?.Gone ?? now : null);
        }

        _seen = seen;
        await EndLost([.. alone.Where(row => row.State == TaskState.Running)], living, now, cancellationToken);
        await SendAgain([.. alone.Where(row => row.State == TaskState.Queued && now - Seen(row).Gone >= Patience)], cancellationToken);
    }

    private static (Guid Id, int Attempt, TaskState State) KeyOf(TaskSaga row) => (row.CorrelationId, row.Attempt, row.State);

    private Sighting Seen(TaskSaga row) => _seen[KeyOf(row)];

    private async Task EndLost(
        IReadOnlyList<TaskSaga> running, WorkerLiveness living, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var events = new List<TaskEvent>();
        foreach (var row in running)
        {
            var alone = now - Seen(row).Alone;
            if (row.ActiveCancel is not null && alone >= (living.IsUnknown ? PatienceInSilence : Patience))
            {
                // Should its command come all the same, it is dropped.
                events.Add(
                    TaskEvent.Of(new TaskCanceled { TaskId = row.CorrelationId, Attempt = row.Attempt, FinishedAt = clock.GetUtcNow() }));
            }
            else if (!living.IsUnknown && (now - Seen(row).Gone >= Patience || alone >= PatienceInBacklog))
            {
                var reason = $"Worker {row.LatestAttempt?.Worker ?? "(unknown)"} had begun the attempt; no worker runs it any more, and no command for it is left.";
                events.Add(TaskEvent.Of(LostAttempt.FailureOf(row, clock.GetUtcNow(), reason)));
            }
        }

        if (events.Count > 0)
        {
            await ledger.Write([.. events], cancellationToken);
            logger.LogWarning("{Count} running tasks that nobody stood behind were ended or will be tried again", events.Count);
        }
    }

    private async Task SendAgain(IReadOnlyList<TaskSaga> gone, CancellationToken cancellationToken)
    {
        // Few at a time: their arguments may be large.
        foreach (var some in gone.Chunk(BatchSize))
        {
            TaskSaga[] queued =
            [
                .. (await store.LoadListed([.. some.Select(row => row.CorrelationId)], null, cancellationToken))
                    .OfType<TaskSaga>()
                    .Where(row => row.Arguments is not null && _seen.ContainsKey(KeyOf(row))),
            ];
            if (queued.Length > 0)
            {
                var sent = await dispatcher.TrySend(queued);
                logger.LogWarning("The commands of {Count} queued tasks were gone; {Sent} were sent again", queued.Length, sent);
            }

            foreach (var row in some)
            {
                _seen.Remove(KeyOf(row));
            }
        }
    }

    /// <summary>The queues, without prefix, that hold no command: neither in the broker nor, unbegun, in a worker's hands.</summary>
    private async Task<HashSet<string>> EmptyQueues(
        IReadOnlyList<TaskCount> counts, WorkerLiveness living, CancellationToken cancellationToken)
    {
        var open = counts.Where(count => count.State is TaskState.Running or TaskState.Queued).Select(count => count.Queue);
        string[] queues = [.. open.Where(QueueNames.IsValidTaskQueue).Distinct(StringComparer.Ordinal)];
        if (queues.Length == 0)
        {
            return [];
        }

        try
        {
            var ready = await depths.Ready([QueueNames.Events, .. queues.Select(QueueNames.Task)], cancellationToken);
            // A transport that does not tell of this one does not tell of any; else one that is missing was deleted, with all that it held.
            return ready.TryGetValue(QueueNames.Events, out var events) && events == 0
                ? [.. queues.Where(queue => ready.GetValueOrDefault(QueueNames.Task(queue)) == 0 && !living.MayHold(queue))]
                : [];
        }
        catch (BrokerUnavailableException exception)
        {
            logger.LogDebug(exception, "What waits in the queues cannot be seen");
            return [];
        }
    }

    private async Task<IReadOnlyList<TaskSaga>> Find(TaskFilter filter, CancellationToken cancellationToken)
    {
        var found = new List<TaskSaga>();
        TaskCursor? after = null;
        do
        {
            var page = await _search.Find(filter, after, PageSize, cancellationToken);
            found.AddRange(page.Tasks);
            after = page.Next;
        }
        while (after is not null && found.Count < MaxRows);

        return found;
    }

    /// <summary>Since when a task is seen without anybody behind it.</summary>
    /// <param name="Alone">Since when no worker runs it.</param>
    /// <param name="Gone">Since when there is no command for it either; <see langword="null"/> while there may be one.</param>
    private sealed record Sighting(DateTimeOffset Alone, DateTimeOffset? Gone);
}

/// <summary>Looks every 10 seconds for tasks that nobody stands behind.</summary>
internal sealed class AbandonedLoop(AbandonedSweeper sweeper, LoopMonitor monitor, TimeProvider clock, ILogger<AbandonedLoop> logger)
    : BackgroundLoop("abandoned", TimeSpan.FromSeconds(10), monitor, clock, logger)
{
    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        await sweeper.Sweep(cancellationToken);
        return false;
    }
}
