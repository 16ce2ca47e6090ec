using System.Diagnostics;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Tracing;
using Messaging.Tasks;

namespace Messaging.Worker.Execution;

/// <summary>Spans of attempts: the wait for a slot here, the processing of the command, the handler.</summary>
internal static class AttemptSpans
{
    /// <summary>
    /// Begins the span of an attempt that has its slot, and tells how long its command has waited for that. What follows belongs to it.
    /// </summary>
    public static Activity? Begin(CommandExecution execution, DateTimeOffset now)
    {
        if (!TaskTracing.Source.HasListeners())
        {
            return null;
        }

        var command = execution.Command;
        var queue = QueueNames.Task(command.Queue);
        var sender = TraceContexts.Parse(command.TraceParent, command.TraceState);
        if (execution.SentAt is { } sentAt && (sender.TraceFlags & ActivityTraceFlags.Recorded) != 0)
        {
            using var wait = TaskTracing.Start($"wait {queue}", ActivityKind.Internal, sender, null, sentAt < now ? sentAt : now);
            SetTask(wait, command);
            wait?.SetState(TaskState.Queued);
            wait?.SetEndTime(now.UtcDateTime);
        }

        var span = TaskTracing.Start($"process {queue}", ActivityKind.Consumer, sender, TraceContexts.Links(command.TraceLinks ?? []));
        SetTask(span, command);
        if (span is { IsAllDataRequested: true })
        {
            span.SetOperation("process", queue);
            span.SetTag(TraceAttributes.Redeliveries, execution.Redeliveries);
        }

        Activity.Current = span ?? Activity.Current;
        return span;
    }

    /// <summary>Runs a handler within a span of its own, so that what it calls belongs to that.</summary>
    public static async Task<TaskOutcome> Handler(RunTask command, Func<Task<TaskOutcome>> run)
    {
        using var span = TaskTracing.StartPart($"run {command.Name}");
        SetTask(span, command);
        var outcome = await run();
        span?.SetOutcome(outcome);
        return outcome;
    }

    /// <summary>Says how an attempt ended.</summary>
    public static void SetOutcome(this Activity span, TaskOutcome outcome)
    {
        span.SetState(StateAfter(outcome));
        if (outcome is TaskOutcome.Failed(var error, _))
        {
            span.SetError(error);
        }
        else if (outcome is TaskOutcome.Deferred(_, var reason))
        {
            span.SetTag(TraceAttributes.Reason, reason);
        }
    }

    private static TaskState StateAfter(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Succeeded => TaskState.Succeeded,
        TaskOutcome.Failed(_, RetryAt: not null) => TaskState.Retrying,
        TaskOutcome.Failed => TaskState.Failed,
        TaskOutcome.Deferred or TaskOutcome.Stopped => TaskState.Scheduled,
        TaskOutcome.Parked => TaskState.Parked,
        TaskOutcome.Canceled => TaskState.Canceled,
        TaskOutcome.Expired => TaskState.Expired,
        _ => throw new UnreachableException($"{outcome} leads to no state."),
    };

    private static void SetTask(Activity? span, RunTask command)
    {
        if (span is { IsAllDataRequested: true })
        {
            span.SetTask(command.TaskId, command.Name, command.Queue, command.Attempt);
        }
    }
}
