using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Operations.Requests;

/// <summary>Reads the row that a request is about, and writes what follows from it.</summary>
internal sealed class StoredTasks(TaskStore store, LedgerWriter ledger)
{
    /// <summary>Acts on a row, if there is one.</summary>
    /// <exception cref="TaskStoreUnavailableException">
    /// The store cannot be reached, or the row is one that only newer processes can act on.
    /// </exception>
    public async Task<RequestOutcome> With(
        Guid id, Func<TaskSaga, Task<RequestOutcome>> act, CancellationToken cancellationToken) =>
        await (await store.Load(id, cancellationToken)).Match(
            row => row.Task.State == TaskState.Unknown ? throw new NewerRowException(id) : act(row.Task),
            isGone => Task.FromResult<RequestOutcome>(isGone ? new RequestOutcome.Gone(id) : new RequestOutcome.Unknown(id)));

    /// <summary>Writes events of one task, and tells what they led to.</summary>
    /// <param name="events">At least one.</param>
    /// <param name="outcome">What to answer, given the row as it is now.</param>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<RequestOutcome> Write(TaskEvent[] events, Func<TaskSaga, RequestOutcome> outcome) =>
        (await ledger.Write(events, CancellationToken.None))[0].Row is { } row
            ? outcome(row)
            : new RequestOutcome.Gone(events[0].TaskId);
}
