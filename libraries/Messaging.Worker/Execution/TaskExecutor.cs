using System.Collections.Concurrent;
using System.Diagnostics;
using Messaging.Contracts;
using Messaging.Hosting.Logging;
using Messaging.Lifecycle.Tracing;
using Messaging.Tasks;
using Messaging.Worker.Admission;
using Messaging.Worker.Events;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Execution;

/// <summary>Takes a command through its attempt: slot, gate, admission, the attempt itself. Completes when the command may be acknowledged.</summary>
internal sealed class TaskExecutor(
    TaskGate gate,
    CrashGuard crashes,
    DeliveryRenewal renewal,
    TaskAdmission admission,
    AttemptRun attempts,
    AttemptEvents tell,
    TaskEventPublisher events,
    WorkerShutdown shutdown,
    TimeProvider clock,
    ILogger<TaskExecutor> logger)
{
    private readonly ConcurrentDictionary<(Guid TaskId, int Attempt), CommandExecution> _running = [];

    /// <summary>Completes when everything that was begun has ended: what runs although its command is acknowledged, too.</summary>
    public Task AllEnded => Task.WhenAll(_running.Values.Select(execution => execution.Ended));

    /// <summary>Commands that this worker has, those included whose attempt has ended and is still to be told of.</summary>
    public int Held => _running.Count;

    /// <param name="command">The attempt to run.</param>
    /// <param name="slots">One is held while it runs.</param>
    /// <param name="redeliveries">How often the broker had delivered the command before.</param>
    /// <param name="sentAt">When it was sent, if that is known.</param>
    /// <exception cref="OperationCanceledException">The worker stops and the attempt has not begun: the command belongs back in its queue.</exception>
    public async Task Execute(RunTask command, TaskSlots slots, int redeliveries = 0, DateTimeOffset? sentAt = null)
    {
        var key = (command.TaskId, command.Attempt);
        // A command that comes again while it runs here (its connection was lost) waits for the attempt that is under way.
        var execution = _running.GetOrAdd(key, _ => new CommandExecution(command, redeliveries, clock.GetTimestamp(), execution => ExecuteOnce(execution, slots)) { SentAt = sentAt });
        try
        {
            await execution.MayAcknowledge();
        }
        finally
        {
            _ = Forget(execution);
        }
    }

    private async Task Forget(CommandExecution execution)
    {
        await execution.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var isFirst = _running.TryRemove(new KeyValuePair<(Guid, int), CommandExecution>((execution.Command.TaskId, execution.Command.Attempt), execution));
        if (isFirst && execution is { IsClaimed: true, Ended.Exception: { } exception })
        {
            // Nobody else waits for it any more. Its claim passes, and the task is tried again.
            using var scope = logger.BeginScope(new TaskScope(execution.Command));
            logger.LogError(exception, "{TaskId} attempt {Attempt} was run, but its end could not be told", execution.Command.TaskId, execution.Command.Attempt);
        }
    }

    private async Task ExecuteOnce(CommandExecution execution, TaskSlots slots)
    {
        using var scope = logger.BeginScope(new TaskScope(execution.Command));
        var verdict = await crashes.Judge(execution);
        if (verdict is CrashVerdict.Guilty(var poison))
        {
            using var last = AttemptSpans.Begin(execution, clock.GetUtcNow());
            await await Pass(execution, () => Task.FromResult(events.Publish(tell.Ended(execution.Command, new TaskOutcome.Failed(poison, RetryAt: null)))));
            return;
        }

        var mustWait = verdict is CrashVerdict.Suspect ? !slots.IsFreeForTrial : !slots.HasFree;
        if (mustWait && await renewal.TrySendAnew(execution))
        {
            return;
        }

        if (verdict is CrashVerdict.Suspect(var starts))
        {
            execution.Trial = await shutdown.WaitForTrial(slots, starts, CrashGuard.Patience(execution.Redeliveries));
        }
        else
        {
            await shutdown.WaitForSlot(slots);
        }

        Task told;
        using var span = AttemptSpans.Begin(execution, clock.GetUtcNow());
        try
        {
            told = await Pass(execution, () => RunWhenAdmitted(execution));
        }
        finally
        {
            execution.Trial?.End();
            slots.Release();
        }

        await told;
    }

    /// <summary>Takes a command through the gate.</summary>
    /// <returns>A task that completes when the broker has the events that tell of what became of it.</returns>
    private async Task<Task> Pass(CommandExecution execution, Func<Task<Task>> run) => await gate.Check(execution.Command) switch
    {
        GateDecision.Drop => Drop(execution.Command),
        GateDecision.Cancel => events.Publish(tell.Ended(execution.Command, new TaskOutcome.Canceled())),
        _ => await run(),
    };

    private Task Drop(RunTask command)
    {
        TaskTracing.Current?.SetTag(TraceAttributes.Reason, "dropped: this attempt has ended or been overtaken");
        logger.LogInformation("Dropped {TaskName}: this attempt has ended or been overtaken", command.Name);
        return Task.CompletedTask;
    }

    private async Task<Task> RunWhenAdmitted(CommandExecution execution)
    {
        switch (await admission.Ask(execution.Command))
        {
            case AdmissionDecision.Deferred(var until, var reason):
                return events.Publish(tell.Ended(execution.Command, new TaskOutcome.Deferred(until, reason)));
            case AdmissionDecision.Granted granted:
                await using (granted)
                {
                    return await attempts.Run(execution);
                }

            default:
                throw new UnreachableException("There is no other admission.");
        }
    }
}
