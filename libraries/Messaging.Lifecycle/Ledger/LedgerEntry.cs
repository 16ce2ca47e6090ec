using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Ledger;

/// <summary>What became of an event.</summary>
/// <param name="Row">The row after all events that were applied together; <see langword="null"/> when it is gone, or could not be
/// written.</param>
/// <param name="IsFirst">Whether this event created the row.</param>
public readonly record struct LedgerEntry(TaskSaga? Row, bool IsFirst)
{
    /// <summary>
    /// Why the row could not be read or written. The event may have been applied all the same: apply it again. A
    /// <see cref="RowLeftAloneException"/> when the row was left alone:
    /// a newer process can change it, or nobody as long as it is damaged. <see langword="null"/> when all went well.
    /// </summary>
    public TaskStoreUnavailableException? Failure { get; init; }

    /// <summary>Whether the row's retention had passed, so that the event was dropped.</summary>
    public bool IsGone => Row is null && Failure is null;
}
