using Messaging.Contracts;

namespace Messaging.Lifecycle.Sagas;

/// <content>What people ask for.</content>
internal static partial class EventMerge
{
    public static void Record(TaskSaga saga, TaskCancelRequested message)
    {
        var request = new CancelRequest(message.RequestedAt.ToMilliseconds(), message.By, message.Reason);
        CancelRequest[] known = [.. new[] { saga.Cancel, saga.LatestCancel, request }.OfType<CancelRequest>()
            .OrderBy(one => one.RequestedAt)
                .ThenBy(one => one.By, StringComparer.Ordinal)
                .ThenBy(one => one.Reason, StringComparer.Ordinal)];
        saga.Cancel = known[0];
        // Of two that are alike the one that the row has: a later release may have noted more of it.
        saga.LatestCancel = known[^1] == known[0] ? null : known.First(one => one == known[^1]);
    }

    public static void Record(TaskSaga saga, TaskRescheduled message)
    {
        var request = new RescheduleRequest(
            message.Attempt, message.RequestedAt.ToMilliseconds(), message.DueAt.ToMilliseconds(), message.By);
        if (saga.Reschedule is not { } known
            || ComesFirst(
                known.Attempt.CompareTo(request.Attempt),
                known.RequestedAt.CompareTo(request.RequestedAt),
                known.DueAt.CompareTo(request.DueAt),
                string.CompareOrdinal(known.By, request.By)))
        {
            saga.Reschedule = request;
        }
    }

    public static void Record(TaskSaga saga, TaskReplayed message)
    {
        var request = new ReplayRequest(message.Attempt, message.RequestedAt.ToMilliseconds(), message.By, message.Reason);
        if (saga.Replay is not { } known
            || ComesFirst(
                known.Attempt.CompareTo(request.Attempt),
                known.RequestedAt.CompareTo(request.RequestedAt),
                string.CompareOrdinal(known.By, request.By),
                string.CompareOrdinal(known.Reason, request.Reason)))
        {
            saga.Replay = request;
        }

        // Whatever was used up before is not held against it.
        saga.Deferrals = Math.Max(saga.Deferrals, message.Attempt - 1);
        if (Known(message.Arguments) is { } arguments
            && (message.Attempt > saga.ArgumentsAttempt
                || (
                    message.Attempt == saga.ArgumentsAttempt
                        && string.CompareOrdinal(arguments.GetRawText(), saga.Arguments?.GetRawText()) > 0)))
        {
            (saga.ArgumentsAttempt, saga.Arguments) = (message.Attempt, arguments);
        }
    }
}
