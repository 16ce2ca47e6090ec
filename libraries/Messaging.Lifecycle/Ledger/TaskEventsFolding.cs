using Messaging.Contracts;

namespace Messaging.Lifecycle.Ledger;

/// <summary>Between single events and the message that carries many.</summary>
public static class TaskEventsFolding
{
    /// <summary>All events of a message.</summary>
    public static IEnumerable<TaskEvent> Unfold(this TaskEvents events) =>
    [
        .. (events.Submitted ?? []).Select(TaskEvent.Of),
        .. (events.Enqueued ?? []).Select(TaskEvent.Of),
        .. (events.Started ?? []).Select(TaskEvent.Of),
        .. (events.Progressed ?? []).Select(TaskEvent.Of),
        .. (events.Succeeded ?? []).Select(TaskEvent.Of),
        .. (events.AttemptFailed ?? []).Select(TaskEvent.Of),
        .. (events.Deferred ?? []).Select(TaskEvent.Of),
        .. (events.CancelRequested ?? []).Select(TaskEvent.Of),
        .. (events.Canceled ?? []).Select(TaskEvent.Of),
        .. (events.Expired ?? []).Select(TaskEvent.Of),
        .. (events.Rescheduled ?? []).Select(TaskEvent.Of),
        .. (events.Replayed ?? []).Select(TaskEvent.Of),
        .. (events.Parked ?? []).Select(TaskEvent.Of),
        .. (events.Claimed ?? []).Select(TaskEvent.Of),
    ];

    /// <summary>One message with all events.</summary>
    public static TaskEvents Fold(this IReadOnlyCollection<TaskEvent> events) => new()
    {
        Submitted = All<TaskSubmitted>(events),
        Enqueued = All<TaskEnqueued>(events),
        Started = All<TaskStarted>(events),
        Progressed = All<TaskProgressed>(events),
        Succeeded = All<TaskSucceeded>(events),
        AttemptFailed = All<TaskAttemptFailed>(events),
        Deferred = All<TaskDeferred>(events),
        CancelRequested = All<TaskCancelRequested>(events),
        Canceled = All<TaskCanceled>(events),
        Expired = All<TaskExpired>(events),
        Rescheduled = All<TaskRescheduled>(events),
        Replayed = All<TaskReplayed>(events),
        Parked = All<TaskParked>(events),
        Claimed = All<TaskClaimed>(events),
    };

    private static T[]? All<T>(IEnumerable<TaskEvent> events) =>
        events.Select(item => item.Message).OfType<T>().ToArray() is { Length: > 0 } found ? found : null;
}
