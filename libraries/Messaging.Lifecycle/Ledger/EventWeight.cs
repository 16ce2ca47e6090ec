using System.Runtime.InteropServices;
using System.Text.Json;
using Messaging.Contracts;

namespace Messaging.Lifecycle.Ledger;

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
