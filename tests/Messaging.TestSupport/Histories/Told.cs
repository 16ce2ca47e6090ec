using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.TestSupport.Histories;

/// <summary>What the tests tell the ledger: events of one task, with times as seconds after <see cref="Start"/>.</summary>
public static class Told
{
    public static readonly Guid Id = Guid.Parse("0197a000-0000-7000-8000-000000000001");
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static DateTimeOffset At(double seconds) => Start + TimeSpan.FromSeconds(seconds);

    public static JsonElement Json(string json) => JsonElement.Parse(json);

    public static TaskEvent Submitted(
        double at = 0,
        double? due = null,
        string name = "math.add",
        string? fingerprint = null,
        string arguments = """{"left":1}""",
        Guid? id = null) =>
        TaskEvent.Of(new TaskSubmitted
        {
            TaskId = id ?? Id,
            Name = name,
            Arguments = Json(arguments),
            SubmittedAt = At(at),
            DueAt = due is { } seconds ? At(seconds) : null,
            Fingerprint = fingerprint,
        });

    public static TaskEvent Enqueued(int attempt = 1, double at = 1, Guid? id = null) =>
        TaskEvent.Of(new TaskEnqueued { TaskId = id ?? Id, Attempt = attempt, EnqueuedAt = At(at) });

    public static TaskEvent Started(
        int attempt = 1,
        double at = 2,
        string worker = "w1",
        string? name = null,
        string? queue = null,
        int? maxAttempts = null,
        Guid? id = null,
        int redeliveries = 0) =>
        TaskEvent.Of(new TaskStarted
        {
            TaskId = id ?? Id,
            Attempt = attempt,
            StartedAt = At(at),
            Worker = worker,
            Name = name,
            Queue = queue,
            MaxAttempts = maxAttempts,
            Redeliveries = redeliveries,
        });

    public static TaskEvent Progressed(long sequence, int attempt = 1, double? percent = null, string? message = null, Guid? id = null) =>
        TaskEvent.Of(
            new TaskProgressed { TaskId = id ?? Id, Attempt = attempt, Sequence = sequence, Percent = percent, Message = message });

    public static TaskEvent Succeeded(int attempt = 1, double at = 3, string worker = "w1", string? result = "3", Guid? id = null) =>
        TaskEvent.Of(
            new TaskSucceeded
            {
                TaskId = id ?? Id,
                Attempt = attempt,
                FinishedAt = At(at),
                Worker = worker,
                Result = result is null ? null : Json(result),
            });

    public static TaskEvent AttemptFailed(
        int attempt = 1, double at = 3, string worker = "w1", double? retryAt = null, string error = "Boom", Guid? id = null) =>
        TaskEvent.Of(new TaskAttemptFailed
        {
            TaskId = id ?? Id,
            Attempt = attempt,
            FinishedAt = At(at),
            Worker = worker,
            Error = new TaskError { Type = "boom", Message = error },
            RetryAt = retryAt is { } seconds ? At(seconds) : null,
        });

    public static TaskEvent Rescheduled(int attempt = 1, double due = 60, double at = 4, string? by = null, Guid? id = null) =>
        TaskEvent.Of(new TaskRescheduled { TaskId = id ?? Id, Attempt = attempt, DueAt = At(due), RequestedAt = At(at), By = by });

    public static TaskEvent Replayed(
        int attempt = 2, double at = 10, string? by = null, string? arguments = null, double? due = null, Guid? id = null) =>
        TaskEvent.Of(new TaskReplayed
        {
            TaskId = id ?? Id,
            Attempt = attempt,
            RequestedAt = At(at),
            DueAt = due is { } seconds ? At(seconds) : null,
            By = by,
            Arguments = arguments is null ? null : Json(arguments),
        });

    public static TaskEvent Parked(int attempt = 1, double at = 3, string worker = "w1", int deferrals = 1, Guid? id = null) =>
        TaskEvent.Of(
            new TaskParked
            {
                TaskId = id ?? Id,
                Attempt = attempt,
                FinishedAt = At(at),
                Worker = worker,
                Deferrals = deferrals,
                Reason = "No handler.",
            });

    public static TaskEvent Claimed(int attempt = 1, double until = 60, string worker = "w1", Guid? id = null) =>
        TaskEvent.Of(new TaskClaimed { TaskId = id ?? Id, Attempt = attempt, Worker = worker, Until = At(until) });

    public static TaskEvent Deferred(
        int attempt = 1,
        double at = 3,
        string worker = "w1",
        double until = 60,
        int deferrals = 1,
        string? reason = null,
        Guid? id = null) =>
        TaskEvent.Of(new TaskDeferred
        {
            TaskId = id ?? Id,
            Attempt = attempt,
            FinishedAt = At(at),
            Worker = worker,
            Until = At(until),
            Deferrals = deferrals,
            Reason = reason,
        });

    public static TaskEvent CancelRequested(double at = 2, string? by = "ann", string? reason = null, Guid? id = null) =>
        TaskEvent.Of(new TaskCancelRequested { TaskId = id ?? Id, RequestedAt = At(at), By = by, Reason = reason });

    public static TaskEvent Canceled(int attempt = 1, double at = 3, string? worker = "w1", Guid? id = null) =>
        TaskEvent.Of(new TaskCanceled { TaskId = id ?? Id, Attempt = attempt, FinishedAt = At(at), Worker = worker });

    public static TaskEvent Expired(int attempt = 1, double at = 3, string? worker = null, Guid? id = null) =>
        TaskEvent.Of(new TaskExpired { TaskId = id ?? Id, Attempt = attempt, FinishedAt = At(at), Worker = worker });
}
