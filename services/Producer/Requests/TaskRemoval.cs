using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Producer.Requests;

/// <summary>Removes ended tasks before their retention has passed. A tombstone is left.</summary>
internal sealed class TaskRemoval(StoredTasks tasks, TaskJanitor janitor)
{
    /// <summary>Removes one task.</summary>
    /// <exception cref="Lifecycle.Storage.TaskStoreUnavailableException">The store cannot be reached: nothing is known to be removed.</exception>
    public Task<RequestOutcome> Remove(Guid id, CancellationToken cancellationToken) => tasks.With(
        id,
        async row => row.State.IsTerminal() && await janitor.Discard(id, cancellationToken) is null
            ? new RequestOutcome.Removed()
            : new RequestOutcome.Refused($"Task {id} has not ended: it is {row.State}. Cancel it first."),
        cancellationToken);
}
