using System.Diagnostics;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Tracing;
using Messaging.Tasks;
using Messaging.Tasks.Running;

namespace Messaging.Worker.Execution;

/// <summary>The lifecycle events of attempts that run here, as of now.</summary>
internal sealed class AttemptEvents(TaskRunner runner, WorkerIdentity worker, TimeProvider clock)
{
    public TaskStarted Started(RunTask command, int redeliveries, bool isAmongOthers) => new()
    {
        TaskId = command.TaskId,
        Attempt = command.Attempt,
        StartedAt = clock.GetUtcNow(),
        Worker = worker.Id,
        Name = command.Name,
        Queue = command.Queue,
        MaxAttempts = runner.MaxAttempts(command),
        Redeliveries = redeliveries,
        AmongOthers = isAmongOthers ? true : null,
        TraceParent = TaskTracing.Current?.Id,
    };

    public TaskEvent Claimed(RunTask command, TimeSpan duration) =>
        TaskEvent.Of(
            new TaskClaimed
            {
                TaskId = command.TaskId,
                Attempt = command.Attempt,
                Worker = worker.Id,
                Until = clock.GetUtcNow() + duration,
            });

    /// <summary>The event of an attempt's end, which the span that surrounds this code is told of, too.</summary>
    public TaskEvent Ended(RunTask command, TaskOutcome outcome)
    {
        TaskTracing.Current?.SetOutcome(outcome);
        return EventOf(command, outcome, TaskTracing.Current?.Id);
    }

    private TaskEvent EventOf(RunTask command, TaskOutcome outcome, string? traceParent) => outcome switch
    {
        TaskOutcome.Succeeded(var result) => TaskEvent.Of(new TaskSucceeded
        {
            TaskId = command.TaskId,
            Attempt = command.Attempt,
            FinishedAt = clock.GetUtcNow(),
            Worker = worker.Id,
            TraceParent = traceParent,
            Result = result,
        }),
        TaskOutcome.Failed(var error, var retryAt) => TaskEvent.Of(new TaskAttemptFailed
        {
            TaskId = command.TaskId,
            Attempt = command.Attempt,
            FinishedAt = clock.GetUtcNow(),
            Worker = worker.Id,
            TraceParent = traceParent,
            Error = error,
            RetryAt = retryAt,
        }),
        TaskOutcome.Deferred(var until, var reason) => TaskEvent.Of(new TaskDeferred
        {
            TaskId = command.TaskId,
            Attempt = command.Attempt,
            FinishedAt = clock.GetUtcNow(),
            Worker = worker.Id,
            TraceParent = traceParent,
            Until = until,
            Deferrals = command.Deferrals + 1,
            Reason = reason,
        }),
        TaskOutcome.Parked(var reason) => TaskEvent.Of(new TaskParked
        {
            TaskId = command.TaskId,
            Attempt = command.Attempt,
            FinishedAt = clock.GetUtcNow(),
            Worker = worker.Id,
            TraceParent = traceParent,
            Deferrals = command.Deferrals + 1,
            Reason = reason,
        }),
        TaskOutcome.Canceled =>
            TaskEvent.Of(
                new TaskCanceled
                {
                    TaskId = command.TaskId,
                    Attempt = command.Attempt,
                    FinishedAt = clock.GetUtcNow(),
                    Worker = worker.Id,
                    TraceParent = traceParent,
                }),
        TaskOutcome.Expired =>
            TaskEvent.Of(
                new TaskExpired
                {
                    TaskId = command.TaskId,
                    Attempt = command.Attempt,
                    FinishedAt = clock.GetUtcNow(),
                    Worker = worker.Id,
                    TraceParent = traceParent,
                }),
        _ => throw new UnreachableException($"{outcome} has no event."),
    };
}
