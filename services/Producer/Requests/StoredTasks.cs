using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Producer.Requests;

/// <summary>Reads the row that a request is about, and writes what follows from it.</summary>
internal sealed class StoredTasks(ITaskStore store, LedgerWriter ledger)
{
    /// <summary>Acts on a row, if there is one.</summary>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached, or the row is one that only newer processes can act on.</exception>
    public async Task<RequestOutcome> With(Guid id, Func<TaskSaga, Task<RequestOutcome>> act, CancellationToken cancellationToken) =>
        (await store.Load([id], cancellationToken))[0] is not { } stored ? new RequestOutcome.Unknown(id)
        : TaskRowCodec.Decode(id, stored) is not { } row ? new RequestOutcome.Gone(id)
        : row.State == TaskState.Unknown ? throw new NewerRowException(id)
        : await act(row);

    /// <summary>Writes events of one task, and tells what they led to.</summary>
    /// <param name="events">At least one.</param>
    /// <param name="outcome">What to answer, given the row as it is now.</param>
    /// <exception cref="TaskStoreUnavailableException">The store cannot be reached.</exception>
    public async Task<RequestOutcome> Write(TaskEvent[] events, Func<TaskSaga, RequestOutcome> outcome) =>
        (await ledger.Write(events, CancellationToken.None))[0].Row is { } row ? outcome(row) : new RequestOutcome.Gone(events[0].TaskId);
}
