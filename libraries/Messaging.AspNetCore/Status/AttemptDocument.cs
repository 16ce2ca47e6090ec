using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;

namespace Messaging.AspNetCore.Status;

/// <summary>An attempt as callers see it.</summary>
internal sealed record AttemptDocument(int Number, string? Worker, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, TaskRank? Outcome, TaskError? Error, string? Reason)
{
    public static AttemptDocument Of(AttemptRecord attempt) =>
        new(attempt.Number, attempt.Worker, attempt.StartedAt, attempt.FinishedAt, attempt.Outcome, attempt.Error, attempt.Reason);
}
