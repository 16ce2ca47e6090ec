using Messaging.Contracts;

namespace Messaging.Tasks.Running;

/// <summary>Turns exceptions into errors that callers see: bounded, with a stable type.</summary>
public static class TaskErrors
{
    /// <summary>Longest message and longest stack together, in characters.</summary>
    public const int TextLimit = 16 * 1024;

    private const int MessageLimit = 4 * 1024;

    /// <summary>The error for an exception.</summary>
    public static TaskError From(Exception exception)
    {
        var type = exception is PermanentTaskException permanent ? permanent.Reason : exception.GetType().FullName ?? exception.GetType().Name;
        // Wrong arguments are the caller's error: our stack would tell them nothing.
        var stack = exception is InvalidArgumentsException ? null : exception.ToString();
        return new TaskError { Type = type, Message = Cut(exception.Message, MessageLimit), Stack = stack is null ? null : Cut(stack, TextLimit - MessageLimit) };
    }

    /// <summary>An attempt that ran longer than it may.</summary>
    public static TaskError TimedOut(TimeSpan limit, bool handlerLeftBehind) => new()
    {
        Type = "timed-out",
        Message = handlerLeftBehind
            ? $"The attempt ran longer than {limit} and ignored its cancellation token."
            : $"The attempt ran longer than {limit}.",
    };

    private static string Cut(string text, int limit) => text.Length <= limit ? text : string.Concat(text.AsSpan(0, limit - 1), "…");
}
