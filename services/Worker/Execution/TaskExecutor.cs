using System.Collections.Concurrent;
using System.Diagnostics;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Tasks;
using Messaging.Tasks.Running;
using Messaging.Worker.Events;

namespace Messaging.Worker.Execution;

/// <summary>Takes a command through its attempt: gate, events, runner, events. Completes when the broker has the events that tell how it ended.</summary>
internal sealed class TaskExecutor(TaskRunner runner, TaskGate gate, TaskEventPublisher events, WorkerIdentity worker, WorkerShutdown shutdown, TimeProvider clock, ILogger<TaskExecutor> logger)
{
    private readonly ConcurrentDictionary<(Guid TaskId, int Attempt), Lazy<Task>> _running = [];

    public async Task Execute(RunTask command)
    {
        var key = (command.TaskId, command.Attempt);
        // A command that comes again while it runs here (its connection was lost) waits for the attempt that is under way.
        var attempt = _running.GetOrAdd(key, _ => new Lazy<Task>(() => ExecuteOnce(command)));
        try
        {
            await attempt.Value;
        }
        finally
        {
            _running.TryRemove(new KeyValuePair<(Guid, int), Lazy<Task>>(key, attempt));
        }
    }

    private async Task ExecuteOnce(RunTask command)
    {
        using var scope = logger.BeginScope("{TaskId} attempt {Attempt}", command.TaskId, command.Attempt);
        switch (await gate.Check(command))
        {
            case GateDecision.Drop:
                logger.LogInformation("Dropped {TaskName}: this attempt has ended or been overtaken", command.Name);
                return;
            case GateDecision.Cancel:
                await events.Publish(Canceled(command));
                return;
            default:
                await Run(command);
                return;
        }
    }

    private async Task Run(RunTask command)
    {
        var started = events.Publish(TaskEvent.Of(new TaskStarted
        {
            TaskId = command.TaskId,
            Attempt = command.Attempt,
            StartedAt = clock.GetUtcNow(),
            Worker = worker.Id,
            Name = command.Name,
            Queue = command.Queue,
            MaxAttempts = runner.MaxAttempts(command),
        }));
        TaskOutcome outcome;
        await using (var progress = new ProgressPublisher(command, events, clock))
        {
            outcome = await runner.Run(command, progress, shutdown.Token);
        }

        if (outcome is TaskOutcome.Stopped)
        {
            await WorkerShutdown.HoldUntilExit();
        }

        await Task.WhenAll(started, events.Publish(EventOf(command, outcome)));
        logger.LogInformation("Ran {TaskName}: {Outcome}", command.Name, outcome.GetType().Name);
    }

    private TaskEvent EventOf(RunTask command, TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Succeeded(var result) => TaskEvent.Of(new TaskSucceeded
        {
            TaskId = command.TaskId,
            Attempt = command.Attempt,
            FinishedAt = clock.GetUtcNow(),
            Worker = worker.Id,
            Result = result,
        }),
        TaskOutcome.Failed(var error, var retryAt) => TaskEvent.Of(new TaskAttemptFailed
        {
            TaskId = command.TaskId,
            Attempt = command.Attempt,
            FinishedAt = clock.GetUtcNow(),
            Worker = worker.Id,
            Error = error,
            RetryAt = retryAt,
        }),
        TaskOutcome.Deferred(var until, var reason) => TaskEvent.Of(new TaskDeferred
        {
            TaskId = command.TaskId,
            Attempt = command.Attempt,
            FinishedAt = clock.GetUtcNow(),
            Worker = worker.Id,
            Until = until,
            Deferrals = command.Deferrals + 1,
            Reason = reason,
        }),
        TaskOutcome.Expired => TaskEvent.Of(new TaskExpired { TaskId = command.TaskId, Attempt = command.Attempt, FinishedAt = clock.GetUtcNow(), Worker = worker.Id }),
        _ => throw new UnreachableException($"{outcome} has no event."),
    };

    private TaskEvent Canceled(RunTask command) =>
        TaskEvent.Of(new TaskCanceled { TaskId = command.TaskId, Attempt = command.Attempt, FinishedAt = clock.GetUtcNow(), Worker = worker.Id });
}
