using System.Diagnostics;
using Messaging.Hosting.Logging;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Tracing;
using Messaging.Tasks;
using Messaging.Worker.Admission;
using Messaging.Worker.Events;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Execution;

/// <summary>Takes one command through its attempt. When it completes without an exception, the command may be acknowledged.</summary>
internal sealed class AttemptPipeline(
    CrashGuard crashes,
    DeliveryRenewal renewal,
    WorkerShutdown shutdown,
    TaskGate gate,
    TaskAdmission admission,
    AttemptRun run,
    AttemptEvents attemptEvents,
    TaskEventPublisher publisher,
    TimeProvider clock,
    ILogger<AttemptPipeline> logger)
{
    private AttemptDelegate? _first;

    /// <summary>The stages, outermost first. The order is the meaning: each sees only what those before it let pass.</summary>
    private AttemptStage[] Stages =>
    [
        AddLogScope,
        JudgeCrashes,
        SendAnewWhatWaits,
        HoldSlot,
        Trace,
        Report,
        AskRow,
        FailPoison,
        AskAdmission,
        (attempt, _) => run.Run(attempt),
    ];

    /// <summary>Runs the attempt.</summary>
    /// <exception cref="OperationCanceledException">The worker stops and the attempt has not begun: the command belongs back in its
    /// queue.</exception>
    public Task Run(CommandExecution attempt) => (_first ??= Compose(Stages))(attempt);

    private static AttemptDelegate Compose(AttemptStage[] stages)
    {
        AttemptDelegate first = _ => throw new UnreachableException("The last stage calls no other.");
        foreach (var stage in stages.AsEnumerable().Reverse())
        {
            var next = first;
            first = attempt => stage(attempt, next);
        }

        return first;
    }

    private async Task<TaskOutcome?> AddLogScope(CommandExecution attempt, AttemptDelegate next)
    {
        using var scope = logger.BeginScope(new TaskScope(attempt.Command));
        return await next(attempt);
    }

    /// <summary>Finds out whether earlier deliveries of the command killed their workers.</summary>
    private async Task<TaskOutcome?> JudgeCrashes(CommandExecution attempt, AttemptDelegate next)
    {
        attempt.Verdict = await crashes.Judge(attempt);
        return await next(attempt);
    }

    /// <summary>
    /// Sends a command anew that has been delivered often and would have to wait again: the broker drops what it has delivered too often.
    /// </summary>
    private async Task<TaskOutcome?> SendAnewWhatWaits(CommandExecution attempt, AttemptDelegate next)
    {
        var mustWait = attempt.Verdict switch
        {
            CrashVerdict.Guilty => false,
            CrashVerdict.Suspect => !attempt.Slots.IsFreeForTrial,
            _ => !attempt.Slots.HasFree,
        };
        return mustWait && await renewal.TrySendAnew(attempt) ? null : await next(attempt);
    }

    /// <summary>
    /// Waits for one of the queue's slots, and holds it until the handler has ended. A suspect runs alone; what is not to run needs no
    /// slot.
    /// </summary>
    private async Task<TaskOutcome?> HoldSlot(CommandExecution attempt, AttemptDelegate next)
    {
        if (attempt.Verdict is CrashVerdict.Guilty)
        {
            return await next(attempt);
        }

        using var slot = attempt.Verdict is CrashVerdict.Suspect(var starts)
            ? await shutdown.WaitForTrial(attempt.Slots, starts, CrashGuard.Patience(attempt.Redeliveries))
            : await shutdown.WaitForSlot(attempt.Slots);
        attempt.Slot = slot;
        return await next(attempt);
    }

    /// <summary>Begins the attempt's span, in the trace of whoever submitted the task.</summary>
    private async Task<TaskOutcome?> Trace(CommandExecution attempt, AttemptDelegate next)
    {
        using var span = AttemptSpans.Begin(attempt, clock.GetUtcNow());
        return await next(attempt);
    }

    /// <summary>Publishes how the attempt ended, and waits until the broker has confirmed it.</summary>
    private async Task<TaskOutcome?> Report(CommandExecution attempt, AttemptDelegate next)
    {
        if (await next(attempt) is not { } outcome)
        {
            return null;
        }

        var ended = attemptEvents.Ended(attempt.Command, outcome);
        var confirmed = attempt switch
        {
            { Start: null } => publisher.Publish(ended),
            // A short attempt is told of in one message, its start and its end together.
            { Start: var start, StartPublished: null } => publisher.Publish(TaskEvent.Of(start), ended),
            { StartPublished: var started } => Task.WhenAll(started, publisher.Publish(ended)),
        };
        // Short tasks would otherwise spend most of their slots on waiting for the broker.
        attempt.Slot?.Dispose();
        await confirmed;
        return outcome;
    }

    /// <summary>Asks the task's row whether the attempt is still wanted.</summary>
    private async Task<TaskOutcome?> AskRow(CommandExecution attempt, AttemptDelegate next)
    {
        switch (await gate.Check(attempt.Command))
        {
            case GateDecision.Drop:
                TaskTracing.Current?.SetTag(TraceAttributes.Reason, "dropped: this attempt has ended or been overtaken");
                logger.LogInformation("Dropped {TaskName}: this attempt has ended or been overtaken", attempt.Command.Name);
                return null;
            case GateDecision.Cancel:
                return new TaskOutcome.Canceled();
            default:
                return await next(attempt);
        }
    }

    /// <summary>Ends a command that has killed too many workers.</summary>
    private static async Task<TaskOutcome?> FailPoison(CommandExecution attempt, AttemptDelegate next) =>
        attempt.Verdict is CrashVerdict.Guilty(var error) ? new TaskOutcome.Failed(error, RetryAt: null) : await next(attempt);

    /// <summary>Puts the attempt off while its type is paused or at its limit; holds its place of the limit while it runs.</summary>
    private async Task<TaskOutcome?> AskAdmission(CommandExecution attempt, AttemptDelegate next)
    {
        switch (await admission.Ask(attempt.Command))
        {
            case AdmissionDecision.Deferred(var until, var reason):
                return new TaskOutcome.Deferred(until, reason);
            case AdmissionDecision.Granted granted:
                await using (granted)
                {
                    return await next(attempt);
                }

            default:
                throw new UnreachableException("There is no other admission.");
        }
    }
}

/// <summary>The rest of the pipeline, from one stage on.</summary>
/// <returns>The outcome to report, or <see langword="null"/> when there is nothing to report.</returns>
internal delegate Task<TaskOutcome?> AttemptDelegate(CommandExecution attempt);

/// <summary>One stage: it acts before and after the next, or ends the attempt by not calling it.</summary>
internal delegate Task<TaskOutcome?> AttemptStage(CommandExecution attempt, AttemptDelegate next);
