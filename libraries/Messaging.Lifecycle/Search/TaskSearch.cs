using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Search;

/// <summary>Finds tasks, page by page. A task that agrees with the filter all the while is on exactly one page, whatever is written meanwhile.</summary>
public sealed class TaskSearch(ITaskStore store)
{
    private const int MostLookedAt = 2000;
    private const int FewestAtOnce = 50;

    /// <summary>Finds the first tasks behind a place.</summary>
    /// <param name="filter">What to find.</param>
    /// <param name="after">Where the page before ended; <see langword="null"/> for the first page.</param>
    /// <param name="limit">Most tasks to return, from 1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<TaskPage> Find(TaskFilter filter, TaskPlace? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var found = new List<TaskSaga>(limit);
        for (var lookedAt = 0; lookedAt < MostLookedAt;)
        {
            var range = filter.RangeAfter(after, Math.Max(limit, FewestAtOnce));
            var places = await store.List(range, cancellationToken);
            var rows = await store.Load([.. places.Select(place => place.Id)], cancellationToken);
            for (var i = 0; i < places.Count; i++)
            {
                if (found.Count == limit)
                {
                    return new TaskPage(found, after);
                }

                after = places[i];
                if (rows[i] is { } row && TaskRowCodec.Decode(places[i].Id, row) is { } task && filter.Matches(task))
                {
                    found.Add(task);
                }
            }

            await MendMissing(range, places, rows, cancellationToken);
            if (places.Count < range.Limit)
            {
                return new TaskPage(found, null);
            }

            lookedAt += places.Count;
        }

        return new TaskPage(found, after);
    }

    /// <summary>A place without a row is left over from one that vanished.</summary>
    private async Task MendMissing(TaskListRange range, IReadOnlyList<TaskPlace> places, IReadOnlyList<byte[]?> rows, CancellationToken cancellationToken)
    {
        Guid[] missing = [.. places.Zip(rows).Where(pair => pair.Second is null).Select(pair => pair.First.Id)];
        if (missing.Length > 0)
        {
            await store.Repair(missing, range.List, cancellationToken);
        }
    }
}
