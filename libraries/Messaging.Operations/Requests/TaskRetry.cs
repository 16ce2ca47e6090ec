using Messaging.Contracts;
using Messaging.Hosting.Validation;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Operations.Requests;

/// <summary>Lets ended tasks run again, with as many attempts as a new one.</summary>
internal sealed class TaskRetry(StoredTasks tasks, TaskTypeCheck check, DispatchSignal signal, TimeProvider clock)
{
    /// <summary>Lets one task run again.</summary>
    /// <exception cref="Lifecycle.Storage.TaskStoreUnavailableException">
    /// The store cannot be reached: nothing is known to run again.
    /// </exception>
    public Task<RequestOutcome> Retry(Guid id, RetryOptions wish, CancellationToken cancellationToken) =>
        tasks.With(id, row => Retry(row, wish, cancellationToken), cancellationToken);

    /// <summary>The event that lets a row's task run again.</summary>
    public static TaskReplayed ReplayOf(TaskSaga row, RetryOptions wish, DateTimeOffset now) => new()
    {
        TaskId = row.CorrelationId,
        Attempt = row.Attempt + 1,
        RequestedAt = RequestTimestamps.OfReplay(row, now),
        DueAt = wish.DueAt,
        By = wish.Note.By,
        Reason = wish.Note.Reason,
        Arguments = wish.Arguments,
    };

    private async Task<RequestOutcome> Retry(TaskSaga row, RetryOptions wish, CancellationToken cancellationToken)
    {
        if (WhyNot(row, wish) is { } reason)
        {
            return new RequestOutcome.Refused(reason);
        }

        var errors = new ValidationErrors();
        if (wish.Arguments is { } arguments && row.Name is { } name)
        {
            await check.Check(name, arguments, errors, cancellationToken);
        }

        var replay = ReplayOf(row, wish, clock.GetUtcNow());
        if (row.ExpiresAt > replay.RequestedAt && row.ExpiresAt <= replay.DueAt)
        {
            errors.Add("dueAt", $"Must be earlier than {row.ExpiresAt:O}, when the task expires.");
        }

        if (errors.Any)
        {
            return new RequestOutcome.Invalid(errors);
        }

        var outcome = await tasks.Write([TaskEvent.Of(replay)], now => new RequestOutcome.Done(now));
        if (wish.DueAt is null)
        {
            signal.Raise();
        }

        return outcome;
    }

    private static string? WhyNot(TaskSaga row, RetryOptions wish) => row.State switch
    {
        _ when !row.State.IsTerminal() => $"Task {row.CorrelationId} has not ended: it is {row.State}.",
        TaskState.Succeeded when !wish.Force => $"Task {row.CorrelationId} has succeeded. Say \"force\": true to run it once more.",
        _ when row.Arguments is null && wish.Arguments is null =>
            $"The arguments of task {row.CorrelationId} are not known, since its command did not come from Producer. Give args.",
        _ => null,
    };
}
