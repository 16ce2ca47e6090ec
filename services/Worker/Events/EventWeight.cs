using System.Runtime.InteropServices;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.Worker.Events;

/// <summary>Roughly how many bytes an event takes on the wire.</summary>
internal static class EventWeight
{
    private const int Frame = 200;

    public static int Of(TaskEvent taskEvent) => Frame + (taskEvent.Message switch
    {
        TaskSucceeded { Result: { } result } => JsonMarshal.GetRawUtf8Value(result).Length,
        TaskAttemptFailed { Error: var error } => error.Message.Length + (error.Stack?.Length ?? 0),
        TaskProgressed { Message: { } message } => message.Length,
        TaskParked { Reason: { } reason } => reason.Length,
        TaskDeferred { Reason: { } reason } => reason.Length,
        _ => 0,
    });

    public static int Of(TaskLogged line) => Frame + line.Message.Length;
}
