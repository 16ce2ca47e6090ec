using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Tracing;
using Messaging.StatusQuery;

namespace Messaging.AspNetCore.Status;

/// <summary>A task as callers see it.</summary>
internal sealed record TaskDocument
{
    public required Guid Id { get; init; }

    public string? Name { get; init; }

    public string? Queue { get; init; }

    public required TaskState State { get; init; }

    public JsonElement? Args { get; init; }

    public JsonElement? Result { get; init; }

    /// <summary>Why the latest attempt failed, unless the task has succeeded since.</summary>
    public TaskError? Error { get; init; }

    public int Attempt { get; init; }

    public int? MaxAttempts { get; init; }

    /// <summary>The attempts, ordered by number; left out of lists.</summary>
    public IReadOnlyList<AttemptDocument>? Attempts { get; init; }

    public ProgressDocument? Progress { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public string? Worker { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? TraceId { get; init; }

    /// <summary>Where people look at that trace.</summary>
    public string? TraceUrl { get; init; }

    public static TaskDocument Of(TaskSaga row, StatusQueryOptions options) => Of(row, TraceContexts.TraceIdOf(row.TraceParent), options);

    /// <summary>A task as it appears among others: without what may be large.</summary>
    public static TaskDocument SummaryOf(TaskSaga row, StatusQueryOptions options)
    {
        var whole = Of(row, options);
        return whole with
        {
            Args = null,
            Result = null,
            Attempts = null,
            Error = whole.Error is { } error ? error with { Stack = null } : null,
        };
    }

    private static TaskDocument Of(TaskSaga row, string? traceId, StatusQueryOptions options) => new()
    {
        Id = row.CorrelationId,
        Name = row.Name,
        Queue = row.Queue,
        State = row.State,
        Args = row.Arguments,
        Result = row.State == TaskState.Succeeded ? row.Result : null,
        Error = row.State == TaskState.Succeeded ? null : row.Attempts.LastOrDefault(attempt => attempt.Error is not null)?.Error,
        Attempt = row.Attempt,
        MaxAttempts = row.MaxAttempts ?? row.Retry?.MaxAttempts,
        Attempts = [.. row.Attempts.Select(AttemptDocument.Of)],
        Progress = row.Progress is { } progress ? new ProgressDocument(progress.Percent, progress.Message) : null,
        CreatedAt = row.SubmittedAt,
        DueAt = row.Due,
        StartedAt = row.Attempts.Select(attempt => attempt.StartedAt).FirstOrDefault(time => time is not null),
        FinishedAt = row.FinishedAt,
        ExpiresAt = row.Deadline,
        CancelRequestedAt = row.ActiveCancel?.RequestedAt,
        Worker = row.LatestAttempt?.Worker,
        Tags = row.Tags,
        TraceId = traceId,
        TraceUrl = options.TraceUrlOf(traceId),
    };
}

/// <summary>An attempt as callers see it.</summary>
internal sealed record AttemptDocument(
    int Number, string? Worker, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, TaskRank? Outcome, TaskError? Error, string? Reason)
{
    public static AttemptDocument Of(AttemptRecord attempt) =>
        new(attempt.Number, attempt.Worker, attempt.StartedAt, attempt.FinishedAt, attempt.Outcome, attempt.Error, attempt.Reason);
}

/// <summary>Progress as callers see it.</summary>
internal sealed record ProgressDocument(double? Percent, string? Message);
