using System.Text.Json;
using Messaging.Contracts;

namespace Messaging.Lifecycle.Sagas;

/// <summary>
/// What each event tells of a task, merged so that neither order nor repetition matters: earliest and latest times, fill what is missing,
/// newest report by number, and of several ends of one attempt the one of highest rank, then the earliest. Whatever is left equal is told
/// apart
/// by content, so that two workers that ran the same attempt in the same millisecond leave the same row whoever is heard first.
/// </summary>
internal static partial class EventMerge
{
    private const int RepeatedStartsKept = 10;

    public static void Record(TaskSaga saga, TaskSubmitted message)
    {
        saga.Name = message.Name;
        saga.Queue = message.Queue;
        saga.Arguments = saga.ArgumentsAttempt == 0 ? Known(message.Arguments) : saga.Arguments;
        saga.Key = message.Key;
        saga.SubmittedAt = message.SubmittedAt.ToMilliseconds();
        saga.ExpiresAt = message.ExpiresAt.ToMilliseconds();
        saga.Retry = message.Retry;
        saga.TimeLimit = message.TimeLimit;
        saga.Tags = message.Tags is { Count: > 0 } ? message.Tags : null;
        saga.Fingerprint = message.Fingerprint;
        saga.TraceParent = message.TraceParent;
        saga.TraceState = message.TraceState;
    }

    public static void Record(TaskSaga saga, TaskEnqueued message) =>
        saga.EnqueuedAttempt = Math.Max(saga.EnqueuedAttempt, message.Attempt);

    public static void Record(TaskSaga saga, TaskStarted message)
    {
        if (saga.SubmittedAt is null)
        {
            saga.Name = Least(saga.Name, message.Name);
            saga.Queue = Least(saga.Queue, message.Queue);
            saga.TraceParent = Least(saga.TraceParent, message.TraceParent);
        }

        saga.MaxAttempts = message.MaxAttempts is { } wanted ? Math.Max(saga.MaxAttempts ?? 0, wanted) : saga.MaxAttempts;
        saga.EnqueuedAttempt = Math.Max(saga.EnqueuedAttempt, message.Attempt);
        if (AttemptOf(saga, message.Attempt) is not { } attempt)
        {
            return;
        }

        // Of several deliveries the row shows the first; which worker ended it is known from its end.
        var startedAt = message.StartedAt.ToMilliseconds();
        var hasEnded = attempt.Outcome is not null;
        if (attempt.StartedAt is not { } known
            || ComesFirst(startedAt.CompareTo(known), string.CompareOrdinal(message.Worker, attempt.Worker)))
        {
            attempt.StartedAt = startedAt;
            attempt.Worker = hasEnded ? attempt.Worker : message.Worker;
        }

        if (message.Redeliveries > 0)
        {
            var start = new RepeatedStart(startedAt, message.Worker, message.Redeliveries, message.AmongOthers == true);
            attempt.RepeatedStarts =
            [
                // Of one start it is told first that it was alone, and later, should that change, that it was not.
                // None is copied, since what a later release noted of it is kept beside the object.
                .. (attempt.RepeatedStarts ?? []).Append(start)
                    .OrderByDescending(known => known.AmongOthers).DistinctBy(known => known with { AmongOthers = false })
                    .OrderBy(known => known.StartedAt)
                        .ThenBy(known => known.Worker, StringComparer.Ordinal)
                        .ThenBy(known => known.Redeliveries)
                    .Take(RepeatedStartsKept),
            ];
        }
    }

    public static void Record(TaskSaga saga, TaskProgressed message)
    {
        if (saga.Progress is not { } known
            || ComesFirst(
                known.Attempt.CompareTo(message.Attempt),
                known.Sequence.CompareTo(message.Sequence),
                Nullable.Compare(known.Percent, message.Percent),
                string.CompareOrdinal(known.Message, message.Message)))
        {
            saga.Progress = new ProgressRecord(message.Attempt, message.Sequence, message.Percent, message.Message);
        }
    }

    public static void Record(TaskSaga saga, TaskSucceeded message) =>
        End(
            saga,
            message.Attempt,
            TaskRank.Succeeded,
            message.FinishedAt,
            message.Worker,
            traceParent: null,
            result: Known(message.Result));

    public static void Record(TaskSaga saga, TaskAttemptFailed message) =>
        End(
            saga,
            message.Attempt,
            message.RetryAt is null ? TaskRank.Failed : TaskRank.Retrying,
            message.FinishedAt,
            message.Worker,
            message.TraceParent,
            error: message.Error);

    public static void Record(TaskSaga saga, TaskDeferred message)
    {
        saga.Deferrals = Math.Max(saga.Deferrals, message.Deferrals);
        End(saga, message.Attempt, TaskRank.Deferred, message.FinishedAt, message.Worker, message.TraceParent, reason: message.Reason);
    }

    public static void Record(TaskSaga saga, TaskParked message)
    {
        saga.Deferrals = Math.Max(saga.Deferrals, message.Deferrals);
        End(saga, message.Attempt, TaskRank.Deferred, message.FinishedAt, message.Worker, message.TraceParent, reason: message.Reason);
    }

    public static void Record(TaskSaga saga, TaskClaimed message)
    {
        saga.EnqueuedAttempt = Math.Max(saga.EnqueuedAttempt, message.Attempt);
        var until = message.Until.ToMilliseconds();
        if (AttemptOf(saga, message.Attempt) is { } attempt
            && (
                attempt.ClaimedUntil is not { } known
                    || ComesFirst(known.CompareTo(until), string.CompareOrdinal(attempt.ClaimedBy, message.Worker))))
        {
            (attempt.ClaimedUntil, attempt.ClaimedBy) = (until, message.Worker);
        }
    }

    public static void Record(TaskSaga saga, TaskCanceled message) =>
        End(saga, message.Attempt, TaskRank.Canceled, message.FinishedAt, message.Worker, message.TraceParent);

    public static void Record(TaskSaga saga, TaskExpired message) =>
        End(saga, message.Attempt, TaskRank.Expired, message.FinishedAt, message.Worker, message.TraceParent);

    /// <summary>Notes an attempt's end, unless a better one is known.</summary>
    private static void End(
        TaskSaga saga, int number, TaskRank outcome, DateTimeOffset finishedAt, string? worker, string? traceParent, TaskError? error =
            null, string? reason = null, JsonElement? result = null)
    {
        if (AttemptOf(saga, number) is not { } attempt)
        {
            return;
        }

        finishedAt = finishedAt.ToMilliseconds();
        var isBetter = attempt.Outcome is not { } known
            || outcome > known
            || (outcome == known && ComesFirst(
                finishedAt.CompareTo(attempt.FinishedAt!.Value),
                string.CompareOrdinal(worker, attempt.Worker),
                string.CompareOrdinal(error?.Type, attempt.Error?.Type),
                string.CompareOrdinal(error?.Message, attempt.Error?.Message),
                string.CompareOrdinal(error?.Stack, attempt.Error?.Stack),
                string.CompareOrdinal(reason, attempt.Reason),
                string.CompareOrdinal(traceParent, attempt.TraceParent),
                string.CompareOrdinal(result?.GetRawText(), saga.ResultAttempt == number ? saga.Result?.GetRawText() : null)));
        if (!isBetter)
        {
            return;
        }

        attempt.Outcome = outcome;
        attempt.FinishedAt = finishedAt;
        attempt.Worker = worker;
        attempt.Error = error;
        attempt.Reason = reason;
        attempt.TraceParent = traceParent;
        if (outcome == TaskRank.Succeeded && number >= saga.ResultAttempt)
        {
            saga.ResultAttempt = number;
            saga.Result = result;
        }
    }

    /// <summary>The record of an attempt, new if need be; <see langword="null"/> when it is older than all that a row keeps.</summary>
    private static AttemptRecord? AttemptOf(TaskSaga saga, int number)
    {
        if (saga.Attempts.FirstOrDefault(record => record.Number == number) is { } known)
        {
            return known;
        }

        if (saga.Attempts.Count == TaskSaga.AttemptsKept && number < saga.Attempts[0].Number)
        {
            return null;
        }

        var added = new AttemptRecord { Number = number };
        saga.Attempts = [.. saga.Attempts.Append(added).OrderBy(record => record.Number).TakeLast(TaskSaga.AttemptsKept)];
        if (saga.ResultAttempt < saga.Attempts[0].Number)
        {
            // Whoever forgets an attempt forgets its result: otherwise it would depend on whether it was told in time.
            (saga.ResultAttempt, saga.Result) = (0, null);
        }

        return added;
    }

    /// <summary>Whether the first of these comparisons that tells two things apart puts the left one first.</summary>
    private static bool ComesFirst(params ReadOnlySpan<int> comparisons)
    {
        foreach (var comparison in comparisons)
        {
            if (comparison != 0)
            {
                return comparison < 0;
            }
        }

        return false;
    }

    private static string? Least(string? left, string? right) =>
        left is null || (right is not null && string.CompareOrdinal(right, left) < 0) ? right : left;

    /// <summary>A stored row cannot tell a JSON null from nothing.</summary>
    private static JsonElement? Known(JsonElement? value) =>
        value is { ValueKind: not JsonValueKind.Null and not JsonValueKind.Undefined } ? value : null;
}
