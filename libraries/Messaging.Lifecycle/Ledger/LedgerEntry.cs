using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Ledger;

/// <summary>What became of an event.</summary>
/// <param name="Row">The row after all events that were applied together; <see langword="null"/> when it is gone.</param>
/// <param name="IsFirst">Whether this event created the row.</param>
public readonly record struct LedgerEntry(TaskSaga? Row, bool IsFirst)
{
    /// <summary>Whether the row's retention had passed, so that the event was dropped.</summary>
    public bool IsGone => Row is null;
}
