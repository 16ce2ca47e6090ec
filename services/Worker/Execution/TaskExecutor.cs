using System.Collections.Concurrent;
using System.Diagnostics;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Tasks;
using Messaging.Tasks.Running;
using Messaging.Worker.Admission;
using Messaging.Worker.Events;

namespace Messaging.Worker.Execution;

/// <summary>Takes a command through its attempt: gate, events, runner, events. Completes when the broker has the events that tell how it ended.</summary>
internal sealed class TaskExecutor(TaskRunner runner, TaskGate gate, TaskAdmission admission, TaskEventPublisher events, RunningAttempts attempts, WorkerIdentity worker, WorkerShutdown shutdown, TimeProvider clock, ILogger<TaskExecutor> logger)
{
    /// <summary>An attempt that ends within this time is told of in one message, begin and end together.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<(Guid TaskId, int Attempt), Lazy<Task>> _running = [];

    /// <param name="command">The attempt to run.</param>
    /// <param name="slots">One is held while it runs.</param>
    public async Task Execute(RunTask command, SemaphoreSlim slots)
    {
        var key = (command.TaskId, command.Attempt);
        // A command that comes again while it runs here (its connection was lost) waits for the attempt that is under way.
        var attempt = _running.GetOrAdd(key, _ => new Lazy<Task>(() => ExecuteOnce(command, slots)));
        try
        {
            await attempt.Value;
        }
        finally
        {
            _running.TryRemove(new KeyValuePair<(Guid, int), Lazy<Task>>(key, attempt));
        }
    }

    private async Task ExecuteOnce(RunTask command, SemaphoreSlim slots)
    {
        using var scope = logger.BeginScope("{TaskId} attempt {Attempt}", command.TaskId, command.Attempt);
        Task told;
        await slots.WaitAsync();
        try
        {
            told = await gate.Check(command) switch
            {
                GateDecision.Drop => Drop(command),
                GateDecision.Cancel => events.Publish(Canceled(command)),
                _ => await RunWhenAdmitted(command),
            };
        }
        finally
        {
            slots.Release();
        }

        await told;
    }

    private Task Drop(RunTask command)
    {
        logger.LogInformation("Dropped {TaskName}: this attempt has ended or been overtaken", command.Name);
        return Task.CompletedTask;
    }

    private async Task<Task> RunWhenAdmitted(RunTask command)
    {
        switch (await admission.Ask(command))
        {
            case AdmissionDecision.Deferred(var until, var reason):
                return events.Publish(EventOf(command, new TaskOutcome.Deferred(until, reason)));
            case AdmissionDecision.Granted granted:
                await using (granted)
                {
                    return await Run(command);
                }

            default:
                throw new UnreachableException("There is no other admission.");
        }
    }

    /// <summary>Runs the attempt.</summary>
    /// <returns>A task that completes when the broker has the events that tell of it.</returns>
    private async Task<Task> Run(RunTask command)
    {
        using var attempt = attempts.Begin(command, clock.GetUtcNow());
        var started = Started(command);
        TaskOutcome outcome;
        Task? toldOfStart = null;
        await using (var progress = new ProgressPublisher(command, events, clock))
        {
            var running = runner.Run(command, progress, shutdown.Token);
            await ((Task)running).WaitAsync(Brief, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsCompleted)
            {
                toldOfStart = events.Publish(started);
            }

            outcome = await running;
        }

        if (outcome is TaskOutcome.Stopped)
        {
            await WorkerShutdown.HoldUntilExit();
        }

        // Rows tell of each; a line each would cost a short task more than its handler does.
        logger.Log(outcome is TaskOutcome.Failed ? LogLevel.Information : LogLevel.Debug, "Ran {TaskName}: {Outcome}", command.Name, outcome.GetType().Name);
        var ended = EventOf(command, outcome);
        return toldOfStart is null ? events.Publish(started, ended) : Task.WhenAll(toldOfStart, events.Publish(ended));
    }

    private TaskEvent Started(RunTask command) => TaskEvent.Of(new TaskStarted
    {
        TaskId = command.TaskId,
        Attempt = command.Attempt,
        StartedAt = clock.GetUtcNow(),
        Worker = worker.Id,
        Name = command.Name,
        Queue = command.Queue,
        MaxAttempts = runner.MaxAttempts(command),
    });

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
