using System.Collections.Concurrent;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.StatusQuery.Upkeep;

/// <summary>Releases tasks that were parked because no worker of their queue knew their name, once one tells that it does.</summary>
internal sealed class ParkedTasks(TaskStore store, LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>Most rows looked at per registration. Workers tell of their types once a minute, so the rest has its turn.</summary>
    private const int MaxLookedAt = 5000;
    private const int PageSize = 200;

    /// <summary>
    /// Every worker tells of its types once a minute: to look at the same ones for each of hundreds would cost the store more than all
    /// else.
    /// </summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Queue and name, and when they were last looked for; forgotten when that does not matter any more.</summary>
    private readonly ConcurrentDictionary<(string Queue, string Name), long> _looked = new();

    /// <summary>
    /// Makes due what waits for one of these types in one of these queues, unless that was done within the last 5 seconds.
    /// </summary>
    /// <returns>How many tasks were released.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached; some tasks may be released.</exception>
    public async Task<int> Release(TaskTypesRegistered registration, CancellationToken cancellationToken)
    {
        Forget();
        var began = clock.GetTimestamp();
        var sought = (from queue in registration.Queues from type in registration.Types select (queue, type.Name))
            .Where(pair => _looked.TryAdd(pair, began))
            .ToHashSet();
        try
        {
            return sought.Count > 0 ? await Release(sought, cancellationToken) : 0;
        }
        catch
        {
            LookAgain(sought);
            throw;
        }
    }

    private async Task<int> Release(HashSet<(string Queue, string Name)> sought, CancellationToken cancellationToken)
    {
        var (released, left) = (0, MaxLookedAt);
        var counts = await store.Count(cancellationToken);
        foreach (var count in counts.Where(count => count.State == TaskState.Parked && sought.Contains((count.Queue, count.Name))))
        {
            TaskCursor? after = null;
            do
            {
                var places = await store.List(
                    new TaskListRange { State = TaskState.Parked, Queue = count.Queue, Name = count.Name, After = after, Limit = PageSize },
                    cancellationToken);
                released += await Release(places, cancellationToken);
                left -= places.Count;
                after = places.Count == PageSize ? places[^1] : null;
            }
            while (after is not null && left > 0);
        }

        if (left <= 0)
        {
            // What is left over is looked for when the next one tells.
            LookAgain(sought);
        }

        return released;
    }

    private void LookAgain(IEnumerable<(string Queue, string Name)> pairs)
    {
        foreach (var pair in pairs)
        {
            _looked.TryRemove(pair, out _);
        }
    }

    private void Forget()
    {
        foreach (var pair in _looked.Where(pair => clock.GetElapsedTime(pair.Value) >= Pause))
        {
            _looked.TryRemove(pair);
        }
    }

    private async Task<int> Release(IReadOnlyList<TaskCursor> places, CancellationToken cancellationToken)
    {
        var rows = await store.LoadSummaries([.. places.Select(place => place.Id)], null, cancellationToken);
        // What has a time already was released before and waits for the mover.
        TaskEvent[] releases =
        [
            .. rows.OfType<TaskSaga>()
                .Where(row => row.State == TaskState.Parked && row.Due is null)
                .Select(row => TaskEvent.Of(ReleaseOf(row))),
        ];
        if (releases.Length > 0)
        {
            await ledger.Write(releases, cancellationToken);
        }

        return releases.Length;
    }

    private TaskRescheduled ReleaseOf(TaskSaga row)
    {
        var now = clock.GetUtcNow();
        // The worker that parked it may have a clock ahead of this one, and a request from before that does not count.
        var requestedAt = row.LatestAttempt?.FinishedAt > now ? row.LatestAttempt.FinishedAt.Value : now;
        return new TaskRescheduled { TaskId = row.CorrelationId, Attempt = row.Attempt, DueAt = now, RequestedAt = requestedAt };
    }
}
