using Messaging.Lifecycle.Ledger;
using Messaging.Tasks;
using Messaging.Tasks.Running;
using Messaging.Worker.Events;
using Messaging.Worker.Metrics;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Execution;

/// <summary>Runs the handler of a command that may run now, and publishes that it runs when that takes longer than a moment.</summary>
internal sealed class AttemptRun(
    TaskRunner runner,
    AttemptClaims claims,
    AttemptEvents attemptEvents,
    TaskEventPublisher publisher,
    RunningAttempts attempts,
    WorkerShutdown shutdown,
    AttemptMetrics metrics,
    TimeProvider clock,
    ILogger<AttemptRun> logger)
{
    /// <summary>The start of an attempt that ends within this time is published together with its end.</summary>
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs the attempt to its outcome.</summary>
    public async Task<TaskOutcome?> Run(CommandExecution attempt)
    {
        var command = attempt.Command;
        using var running = attempts.Begin(command, clock.GetUtcNow());
        // A first start says nothing of company: as a rule it has some.
        attempt.Start = attemptEvents.Started(
            command, attempt.Redeliveries, isAmongOthers: attempt.Redeliveries > 0 && attempt.Slot?.Trial is not { IsAmongOthers: false });
        if (attempt.Redeliveries > 0)
        {
            // A worker may have died with it: should this one, too, the next must know.
            await PublishStart(attempt);
        }

        var begun = metrics.Begin(command);
        var handler = RunHandler(attempt, running);
        _ = EndTrial(attempt, handler);
        var outcome = await handler;
        metrics.End(command, outcome, begun);
        if (outcome is TaskOutcome.Stopped stopped)
        {
            outcome = await GiveBack(attempt, stopped);
        }

        // Rows tell of each; a line each would cost a short task more than its handler does.
        logger.Log(
            outcome is TaskOutcome.Failed ? LogLevel.Information : LogLevel.Debug,
            "Ran {TaskName}: {Outcome}",
            command.Name,
            outcome.GetType().Name);
        return outcome;
    }

    private Task PublishStart(CommandExecution attempt) => attempt.StartPublished ??= publisher.Publish(TaskEvent.Of(attempt.Start!));

    private async Task<TaskOutcome> RunHandler(CommandExecution attempt, RunningCommand running)
    {
        await using var progress = new ProgressPublisher(attempt.Command, publisher, clock);
        await using var log = new LogPublisher(attempt.Command, publisher, clock);
        var signals = new AttemptSignals
        {
            Stop = shutdown.Token,
            CancelRequested = running.CancelRequested,
            Progress = progress,
            Log = log,
        };
        var handler = AttemptSpans.Handler(attempt.Command, () => runner.Run(attempt.Command, signals));
        await ((Task)handler).WaitAsync(Brief, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!handler.IsCompleted)
        {
            await claims.Keep(attempt, handler, PublishStart(attempt));
        }

        return await handler;
    }

    /// <summary>
    /// Lets others begin beside a suspect that has lived for long, once the broker has confirmed that it has company: from then on a crash
    /// says little.
    /// </summary>
    private async Task EndTrial(CommandExecution attempt, Task handler)
    {
        if (attempt.Slot?.Trial is not { } trial)
        {
            return;
        }

        await handler.WaitAsync(CrashGuard.Patience(attempt.Redeliveries), clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!handler.IsCompleted)
        {
            await publisher.Publish(TaskEvent.Of(attempt.Start! with { AmongOthers = true }));
            trial.End();
        }
    }

    /// <summary>
    /// Decides what follows an attempt that the end of the worker has stopped. The task is put off until now, which counts neither as an
    /// attempt nor as a crash.
    /// A handler that still runs must not run elsewhere at the same time: its command goes back to the queue when this process ends, or its
    /// claim passes.
    /// </summary>
    private async Task<TaskOutcome> GiveBack(CommandExecution attempt, TaskOutcome.Stopped stopped)
    {
        shutdown.CutShort();
        if (stopped.IsLeftBehind && !attempt.IsClaimed)
        {
            await WorkerShutdown.HoldUntilExit();
        }

        logger.LogInformation("Gave {TaskName} back: the worker stops", attempt.Command.Name);
        var now = clock.GetUtcNow();
        return new TaskOutcome.Deferred(stopped.IsLeftBehind ? now + AttemptClaims.Duration : now, "The worker stopped.");
    }
}
