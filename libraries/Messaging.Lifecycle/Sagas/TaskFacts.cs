using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Messaging.Contracts;

namespace Messaging.Lifecycle.Sagas;

/// <summary>
/// What each event tells of a task, merged so that neither order nor repetition matters: earliest and latest times, fill what is missing,
/// newest report by number, and of several ends of one attempt the one of highest rank, then the earliest.
/// </summary>
internal static class TaskFacts
{
    public static void Record(TaskSaga saga, TaskSubmitted message)
    {
        if (saga.SubmittedAt is not null)
        {
            return;
        }

        saga.Name = message.Name;
        saga.Queue = message.Queue;
        saga.Arguments = message.Arguments;
        saga.SubmittedAt = Milliseconds(message.SubmittedAt);
        saga.ExpiresAt = Milliseconds(message.ExpiresAt);
        saga.Retry = message.Retry;
        saga.TimeLimit = message.TimeLimit;
        saga.Tags = message.Tags is { Count: > 0 } ? message.Tags : null;
        saga.Fingerprint = message.Fingerprint;
        saga.TraceParent = message.TraceParent;
    }

    public static void Record(TaskSaga saga, TaskEnqueued message) => saga.EnqueuedAttempt = Math.Max(saga.EnqueuedAttempt, message.Attempt);

    public static void Record(TaskSaga saga, TaskStarted message)
    {
        saga.Name ??= message.Name;
        saga.Queue ??= message.Queue;
        saga.MaxAttempts = message.MaxAttempts is { } wanted ? Math.Max(saga.MaxAttempts ?? 0, wanted) : saga.MaxAttempts;
        saga.EnqueuedAttempt = Math.Max(saga.EnqueuedAttempt, message.Attempt);

        var attempt = AttemptOf(saga, message.Attempt);
        var startedAt = Milliseconds(message.StartedAt);
        // Of several deliveries the row shows the first; which worker ended it is known from its end.
        if (attempt.StartedAt is null || IsEarlier(startedAt, message.Worker, attempt.StartedAt.Value, attempt.Outcome is null ? attempt.Worker : null))
        {
            attempt.StartedAt = startedAt;
            if (attempt.Outcome is null)
            {
                attempt.Worker = message.Worker;
            }
        }
    }

    public static void Record(TaskSaga saga, TaskProgressed message)
    {
        if (saga.Progress is null || (message.Attempt, message.Sequence).CompareTo((saga.Progress.Attempt, saga.Progress.Sequence)) > 0)
        {
            saga.Progress = new ProgressRecord(message.Attempt, message.Sequence, message.Percent, message.Message);
        }
    }

    public static void Record(TaskSaga saga, TaskSucceeded message)
    {
        if (End(saga, message.Attempt, TaskRank.Succeeded, message.FinishedAt, message.Worker, out _) && message.Attempt >= saga.ResultAttempt)
        {
            saga.ResultAttempt = message.Attempt;
            saga.Result = message.Result is { ValueKind: not JsonValueKind.Null and not JsonValueKind.Undefined } result ? result : null;
        }
    }

    public static void Record(TaskSaga saga, TaskAttemptFailed message)
    {
        var rank = message.RetryAt is null ? TaskRank.Failed : TaskRank.Retrying;
        if (End(saga, message.Attempt, rank, message.FinishedAt, message.Worker, out var attempt))
        {
            attempt.Error = message.Error;
        }
    }

    public static void Record(TaskSaga saga, TaskDeferred message)
    {
        saga.Deferrals = Math.Max(saga.Deferrals, message.Deferrals);
        if (End(saga, message.Attempt, TaskRank.Deferred, message.FinishedAt, message.Worker, out var attempt))
        {
            attempt.Reason = message.Reason;
        }
    }

    public static void Record(TaskSaga saga, TaskCancelRequested message)
    {
        var request = new CancelRequest(Milliseconds(message.RequestedAt), message.By, message.Reason);
        if (saga.Cancel is null || (request.RequestedAt, request.By ?? "", request.Reason ?? "").CompareTo((saga.Cancel.RequestedAt, saga.Cancel.By ?? "", saga.Cancel.Reason ?? "")) < 0)
        {
            saga.Cancel = request;
        }
    }

    public static void Record(TaskSaga saga, TaskCanceled message) => End(saga, message.Attempt, TaskRank.Canceled, message.FinishedAt, message.Worker, out _);

    public static void Record(TaskSaga saga, TaskExpired message) => End(saga, message.Attempt, TaskRank.Expired, message.FinishedAt, message.Worker, out _);

    /// <summary>Notes an attempt's end, unless a better one is known. Whether it was noted.</summary>
    private static bool End(TaskSaga saga, int number, TaskRank outcome, DateTimeOffset finishedAt, string? worker, [NotNullWhen(true)] out AttemptRecord? attempt)
    {
        finishedAt = Milliseconds(finishedAt);
        attempt = AttemptOf(saga, number);
        var isBetter = attempt.Outcome is null
            || outcome > attempt.Outcome
            || (outcome == attempt.Outcome && IsEarlier(finishedAt, worker, attempt.FinishedAt!.Value, attempt.Worker));
        if (!isBetter)
        {
            attempt = null;
            return false;
        }

        attempt.Outcome = outcome;
        attempt.FinishedAt = finishedAt;
        attempt.Worker = worker;
        attempt.Error = null;
        attempt.Reason = null;
        return true;
    }

    private static AttemptRecord AttemptOf(TaskSaga saga, int number)
    {
        if (saga.Attempts.FirstOrDefault(record => record.Number == number) is { } known)
        {
            return known;
        }

        var added = new AttemptRecord { Number = number };
        saga.Attempts = [.. saga.Attempts.Append(added).OrderBy(record => record.Number).TakeLast(TaskSaga.AttemptsKept)];
        return added;
    }

    private static bool IsEarlier(DateTimeOffset time, string? worker, DateTimeOffset thanTime, string? thanWorker) =>
        time < thanTime || (time == thanTime && string.CompareOrdinal(worker, thanWorker) < 0);

    /// <summary>Rows keep milliseconds; comparing what was kept with what arrives needs the same precision.</summary>
    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static DateTimeOffset? Milliseconds(DateTimeOffset? time) => time is null ? null : Milliseconds(time.Value);
}
