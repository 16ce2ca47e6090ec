using Messaging.Lifecycle.Sagas;

namespace Messaging.Operations.Requests;

/// <summary>The times of requests. Rows tell requests apart by their times, which come from the clocks of several machines.</summary>
internal static class RequestTimestamps
{
    private static readonly TimeSpan Precision = TimeSpan.FromMilliseconds(1);

    /// <summary>When a task was asked to be cancelled: after it was asked to run again, or the request would not count.</summary>
    public static DateTimeOffset OfCancel(TaskSaga row, DateTimeOffset now) => Later(now, row.Replay?.RequestedAt + Precision);

    /// <summary>When a task was asked to run again: after every cancel request there is, or these would count.</summary>
    public static DateTimeOffset OfReplay(TaskSaga row, DateTimeOffset now) =>
        Later(Later(now, row.Cancel?.RequestedAt + Precision), row.LatestCancel?.RequestedAt + Precision);

    /// <summary>
    /// When a waiting task was given another time: after the attempt ended that it stands at, and after any other such request.
    /// </summary>
    public static DateTimeOffset OfReschedule(TaskSaga row, DateTimeOffset now) =>
        Later(Later(now, row.LatestAttempt?.FinishedAt), row.Reschedule?.RequestedAt + Precision);

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset? right) => right > left ? right.Value : left;
}
