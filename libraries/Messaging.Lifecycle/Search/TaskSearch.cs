using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Search;

/// <summary>
/// Finds tasks, page by page, without their arguments and results. A task that agrees with the filter all the while is on exactly one page,
/// whatever is written meanwhile.
/// </summary>
public sealed class TaskSearch(TaskStore store)
{
    private const int MaxLookedAt = 2000;
    private const int FewestAtOnce = 50;

    /// <summary>Finds the first tasks behind a place.</summary>
    /// <param name="filter">What to find.</param>
    /// <param name="after">Where the page before ended; <see langword="null"/> for the first page.</param>
    /// <param name="limit">Most tasks to return, from 1.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<TaskPage> Find(TaskFilter filter, TaskCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var found = new List<TaskSaga>(limit);
        for (var lookedAt = 0; lookedAt < MaxLookedAt;)
        {
            var range = filter.RangeAfter(after, Math.Max(limit, FewestAtOnce));
            var places = await store.List(range, cancellationToken);
            var tasks = await store.LoadSummaries([.. places.Select(place => place.Id)], range.List, cancellationToken);
            for (var i = 0; i < places.Count; i++)
            {
                if (found.Count == limit)
                {
                    return new TaskPage(found, after);
                }

                after = places[i];
                if (tasks[i] is { } task && filter.Matches(task))
                {
                    found.Add(task);
                }
            }

            if (places.Count < range.Limit)
            {
                return new TaskPage(found, null);
            }

            lookedAt += places.Count;
        }

        return new TaskPage(found, after);
    }
}

/// <summary>A page of tasks.</summary>
/// <param name="Tasks">The tasks, newest first.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/> when there is none. A page may be short, even empty, and yet not
/// be the last.</param>
public sealed record TaskPage(IReadOnlyList<TaskSaga> Tasks, TaskCursor? Next);
