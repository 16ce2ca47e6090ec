using Messaging.Lifecycle.Ledger;

namespace Messaging.Operations.Requests;

/// <summary>Removes ended tasks before their retention has passed. A tombstone is left.</summary>
internal sealed class TaskRemoval(StoredTasks tasks, TaskJanitor janitor)
{
    /// <summary>Removes one task.</summary>
    /// <exception cref="Lifecycle.Storage.TaskStoreUnavailableException">
    /// The store cannot be reached: nothing is known to be removed.
    /// </exception>
    public Task<RequestOutcome> Remove(Guid id, CancellationToken cancellationToken) => tasks.With(
        id,
        async _ => await janitor.Discard(id, _ => true, cancellationToken) is { } left
            ? new RequestOutcome.Refused($"Task {id} has not ended: it is {left.State}. Cancel it first.")
            : new RequestOutcome.Removed(),
        cancellationToken);
}
