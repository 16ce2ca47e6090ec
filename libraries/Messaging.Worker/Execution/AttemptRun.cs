using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Tasks;
using Messaging.Tasks.Running;
using Messaging.Worker.Events;
using Messaging.Worker.Metrics;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Execution;

/// <summary>Runs the attempt of a command that may run now, and tells of it.</summary>
internal sealed class AttemptRun(
    TaskRunner runner, AttemptClaims claims, AttemptEvents tell, TaskEventPublisher events, RunningAttempts attempts, WorkerShutdown shutdown, AttemptMetrics metrics, TimeProvider clock, ILogger<AttemptRun> logger)
{
    /// <summary>An attempt that ends within this time is told of in one message, begin and end together.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs the attempt.</summary>
    /// <returns>A task that completes when the broker has the events that tell of it.</returns>
    public async Task<Task> Run(CommandExecution execution)
    {
        var command = execution.Command;
        using var running = attempts.Begin(command, clock.GetUtcNow());
        // Of the first start it is not told: it is in company as a rule.
        var start = tell.Started(command, execution.Redeliveries, isAmongOthers: execution.Redeliveries > 0 && execution.Trial is not { IsAmongOthers: false });
        var started = TaskEvent.Of(start);
        Task? toldOfStart = null;
        if (execution.Redeliveries > 0)
        {
            // A worker may have died with it: should this one, too, the next must know.
            toldOfStart = events.Publish(started);
            await toldOfStart;
        }

        var begun = metrics.Begin(command);
        var handler = Run(execution, running, () => toldOfStart ??= events.Publish(started));
        _ = EndTrial(execution, start, handler);
        var outcome = await handler;
        metrics.End(command, outcome, begun);
        if (outcome is TaskOutcome.Stopped stopped)
        {
            outcome = await GiveBack(execution, stopped);
        }

        // Rows tell of each; a line each would cost a short task more than its handler does.
        logger.Log(outcome is TaskOutcome.Failed ? LogLevel.Information : LogLevel.Debug, "Ran {TaskName}: {Outcome}", command.Name, outcome.GetType().Name);
        var ended = tell.Ended(command, outcome);
        return toldOfStart is null ? events.Publish(started, ended) : Task.WhenAll(toldOfStart, events.Publish(ended));
    }

    /// <summary>Lets others begin beside a suspect that has lived for long, once the broker has the word of it: from then on a crash says little.</summary>
    private async Task EndTrial(CommandExecution execution, TaskStarted start, Task handler)
    {
        if (execution.Trial is not { } trial)
        {
            return;
        }

        await handler.WaitAsync(CrashGuard.Patience(execution.Redeliveries), clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!handler.IsCompleted)
        {
            await events.Publish(TaskEvent.Of(start with { AmongOthers = true }));
            trial.End();
        }
    }

    private async Task<TaskOutcome> Run(CommandExecution execution, RunningCommand running, Func<Task> tellOfStart)
    {
        await using var progress = new ProgressPublisher(execution.Command, events, clock);
        await using var log = new LogPublisher(execution.Command, events, clock);
        var signals = new AttemptSignals { Stop = shutdown.Token, CancelRequested = running.CancelRequested, Progress = progress, Log = log };
        var handler = AttemptSpans.Handler(execution.Command, () => runner.Run(execution.Command, signals));
        await ((Task)handler).WaitAsync(Brief, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!handler.IsCompleted)
        {
            await claims.Keep(execution, handler, tellOfStart());
        }

        return await handler;
    }

    /// <summary>
    /// What to do with an attempt that the end of the worker has stopped. The task is put off until now, which counts neither as an attempt nor as a crash.
    /// A handler that still runs must not run elsewhere at the same time: its command goes back to the queue when this process ends, or its claim passes.
    /// </summary>
    private async Task<TaskOutcome> GiveBack(CommandExecution execution, TaskOutcome.Stopped stopped)
    {
        shutdown.CutShort();
        if (stopped.IsLeftBehind && !execution.IsClaimed)
        {
            await WorkerShutdown.HoldUntilExit();
        }

        logger.LogInformation("Gave {TaskName} back: the worker stops", execution.Command.Name);
        var now = clock.GetUtcNow();
        return new TaskOutcome.Deferred(stopped.IsLeftBehind ? now + AttemptClaims.Duration : now, "The worker stopped.");
    }
}
