using Messaging.Lifecycle.Sagas;

namespace Messaging.StatusQuery.Http;

/// <summary>A task as it appears among others: without its arguments, its result and the stack of its error, which may be large.</summary>
internal sealed record TaskSummary
{
    public required Guid Id { get; init; }

    public string? Name { get; init; }

    public string? Queue { get; init; }

    public required TaskState State { get; init; }

    public ErrorSummary? Error { get; init; }

    public int Attempt { get; init; }

    public int? MaxAttempts { get; init; }

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

    public static TaskSummary Of(TaskSaga row)
    {
        var document = TaskDocument.Of(row);
        return new TaskSummary
        {
            Id = document.Id,
            Name = document.Name,
            Queue = document.Queue,
            State = document.State,
            Error = document.Error is { } error ? new ErrorSummary(error.Type, error.Message) : null,
            Attempt = document.Attempt,
            MaxAttempts = document.MaxAttempts,
            Progress = document.Progress,
            CreatedAt = document.CreatedAt,
            DueAt = document.DueAt,
            StartedAt = document.StartedAt,
            FinishedAt = document.FinishedAt,
            ExpiresAt = document.ExpiresAt,
            CancelRequestedAt = document.CancelRequestedAt,
            Worker = document.Worker,
            Tags = document.Tags,
            TraceId = document.TraceId,
        };
    }
}
