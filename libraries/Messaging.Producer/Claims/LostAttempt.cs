using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Tasks;

namespace Messaging.Producer.Claims;

/// <summary>The end of an attempt that nobody can tell of any more.</summary>
internal static class LostAttempt
{
    /// <summary>The event that ends it: the next attempt follows at once, while there are any left.</summary>
    public static TaskAttemptFailed FailureOf(TaskSaga row, DateTimeOffset now, string message) => new()
    {
        TaskId = row.CorrelationId,
        Attempt = row.Attempt,
        FinishedAt = now,
        Worker = row.LatestAttempt?.ClaimedBy ?? row.LatestAttempt?.Worker ?? "",
        Error = new TaskError { Type = "worker-lost", Message = message },
        RetryAt = row.Attempt - row.Deferrals < (row.MaxAttempts ?? row.Retry?.MaxAttempts ?? TaskPolicy.Default.MaxAttempts) ? now : null,
    };
}
