using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Operations.Replays;

/// <summary>The tasks that have failed of one cause.</summary>
internal sealed class FailedTasks(TaskStore store, TaskJanitor janitor)
{
    private const int PageSize = 200;

    /// <summary>Most tasks removed per request: its caller waits.</summary>
    private const int MaxDiscarded = 2000;

    /// <summary>How many there are.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public Task<long> Count(string fingerprint, CancellationToken cancellationToken) =>
        store.CountOf(TaskList.OfFailure(fingerprint), cancellationToken);

    /// <summary>Reads on, newest first.</summary>
    /// <returns>
    /// Those of the next <paramref name="limit"/> tasks in the list that have indeed failed so, and where to read on; no place when that
    /// was the end.
    /// </returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<(IReadOnlyList<TaskSaga> Rows, TaskCursor? Next)> Read(
        string fingerprint, TaskCursor? after, int limit, CancellationToken cancellationToken)
    {
        var list = TaskList.OfFailure(fingerprint);
        var places = await store.List(new TaskListRange { List = list, After = after, Limit = limit }, cancellationToken);
        if (places.Count == 0)
        {
            return ([], null);
        }

        var rows = await store.LoadListed([.. places.Select(place => place.Id)], list, cancellationToken);
        TaskSaga[] failed = [.. rows.OfType<TaskSaga>().Where(row => FailureFingerprint.Of(row) == fingerprint)];
        return (failed, places.Count < limit ? null : places[^1]);
    }

    /// <summary>Removes them, up to a bound. Each leaves a tombstone.</summary>
    /// <returns>How many were removed.</returns>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached; some may be removed.</exception>
    public async Task<int> Discard(string fingerprint, CancellationToken cancellationToken)
    {
        var discarded = 0;
        TaskCursor? after = null;
        do
        {
            (var rows, after) = await Read(fingerprint, after, PageSize, cancellationToken);
            var left = await Task.WhenAll(rows.Select(row =>
                janitor.Discard(row.CorrelationId, found => FailureFingerprint.Of(found) == fingerprint, cancellationToken)));
            discarded += left.Count(row => row is null);
        }
        while (after is not null && discarded < MaxDiscarded);
        return discarded;
    }
}
