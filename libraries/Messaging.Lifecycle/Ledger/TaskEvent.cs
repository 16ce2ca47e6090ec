using System.Runtime.InteropServices;
using System.Text.Json;
using Messaging.Contracts;

namespace Messaging.Lifecycle.Ledger;

/// <summary>One lifecycle event of one task, whatever its kind.</summary>
public readonly record struct TaskEvent
{
    private TaskEvent(Guid taskId, object message, int attempt = 0, string? traceParent = null)
    {
        // No attempt comes before the first: such an event would lead to no state, and a row without a state cannot be stored.
        ArgumentOutOfRangeException.ThrowIfNegative(attempt);
        TaskId = taskId;
        Message = message;
        TraceParent = traceParent;
    }

    /// <summary>The task's id.</summary>
    public Guid TaskId { get; }

    /// <summary>The event: one of the contracts that have an overload of <c>Of</c>.</summary>
    public object Message { get; }

    /// <summary>W3C trace context of what the event tells of, if it says so.</summary>
    public string? TraceParent { get; }

    /// <summary>A task was accepted.</summary>
    public static TaskEvent Of(TaskSubmitted message) => new(message.TaskId, message, traceParent: message.TraceParent);

    /// <summary>The broker has an attempt's command.</summary>
    public static TaskEvent Of(TaskEnqueued message) => new(message.TaskId, message, message.Attempt);

    /// <summary>An attempt began.</summary>
    public static TaskEvent Of(TaskStarted message) => new(message.TaskId, message, message.Attempt, message.TraceParent);

    /// <summary>An attempt reported how far it is.</summary>
    public static TaskEvent Of(TaskProgressed message) => new(message.TaskId, message, message.Attempt);

    /// <summary>An attempt ended with a result.</summary>
    public static TaskEvent Of(TaskSucceeded message) => new(message.TaskId, message, message.Attempt, message.TraceParent);

    /// <summary>An attempt ended with an error.</summary>
    public static TaskEvent Of(TaskAttemptFailed message) => new(message.TaskId, message, message.Attempt, message.TraceParent);

    /// <summary>An attempt put the task off.</summary>
    public static TaskEvent Of(TaskDeferred message) => new(message.TaskId, message, message.Attempt, message.TraceParent);

    /// <summary>Somebody wants the task cancelled.</summary>
    public static TaskEvent Of(TaskCancelRequested message) => new(message.TaskId, message);

    /// <summary>The task was cancelled.</summary>
    public static TaskEvent Of(TaskCanceled message) => new(message.TaskId, message, message.Attempt, message.TraceParent);

    /// <summary>The task was found too late to start.</summary>
    public static TaskEvent Of(TaskExpired message) => new(message.TaskId, message, message.Attempt, message.TraceParent);

    /// <summary>The task was given another time.</summary>
    public static TaskEvent Of(TaskRescheduled message) => new(message.TaskId, message, message.Attempt);

    /// <summary>The task is to run again.</summary>
    public static TaskEvent Of(TaskReplayed message) => new(message.TaskId, message, message.Attempt);

    /// <summary>A worker did not know the task's name.</summary>
    public static TaskEvent Of(TaskParked message) => new(message.TaskId, message, message.Attempt, message.TraceParent);

    /// <summary>A worker has the task for longer.</summary>
    public static TaskEvent Of(TaskClaimed message) => new(message.TaskId, message, message.Attempt);
}

/// <summary>Roughly how many bytes an event takes on the wire.</summary>
public static class EventWeight
{
    private const int Frame = 200;

    /// <summary>Of a lifecycle event.</summary>
    public static int Of(TaskEvent taskEvent) => Frame + (taskEvent.Message switch
    {
        TaskSucceeded { Result: { } result } => JsonMarshal.GetRawUtf8Value(result).Length,
        TaskSubmitted { Arguments: { ValueKind: not JsonValueKind.Undefined } arguments } => JsonMarshal.GetRawUtf8Value(arguments).Length,
        TaskAttemptFailed { Error: var error } => error.Message.Length + (error.Stack?.Length ?? 0),
        TaskProgressed { Message: { } message } => message.Length,
        TaskParked { Reason: { } reason } => reason.Length,
        TaskDeferred { Reason: { } reason } => reason.Length,
        _ => 0,
    });

    /// <summary>Of a line of a task's log.</summary>
    public static int Of(TaskLogged line) => Frame + line.Message.Length;
}
