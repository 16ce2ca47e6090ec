using Messaging.Contracts;

namespace Messaging.Tasks.Running;

/// <summary>Turns exceptions into errors that callers see: bounded, with a stable type.</summary>
public static class TaskErrors
{
    /// <summary>Longest message and longest stack together, in characters.</summary>
    public const int TextLimit = 16 * 1024;

    /// <summary>Longest type, in characters.</summary>
    public const int TypeLimit = 512;

    private const int MessageLimit = 4 * 1024;

    /// <summary>The error for an exception. Never throws, whatever the exception's own members do.</summary>
    public static TaskError From(Exception exception)
    {
        var type = exception is not PermanentTaskException permanent ? ExceptionText.NameOf(exception)
            : ExceptionText.Read(() => permanent.Reason) is { } reason && !string.IsNullOrWhiteSpace(reason) ? reason
            : "permanent";
        // Wrong arguments are the caller's error: our stack would tell them nothing.
        var stack = exception is InvalidArgumentsException ? null : StackOf(exception);
        return new TaskError
        {
            Type = ExceptionText.Cut(type, TypeLimit),
            Message = ExceptionText.Cut(ExceptionText.MessageOf(exception), MessageLimit),
            Stack = stack,
        };
    }

    /// <summary>An attempt that ran longer than it may.</summary>
    /// <param name="limit">How long it may run.</param>
    /// <param name="handlerLeftBehind">Whether its handler has ignored that.</param>
    /// <param name="thrown">What the handler gave up with, where that says more than that it was cancelled.</param>
    public static TaskError TimedOut(TimeSpan limit, bool handlerLeftBehind, Exception? thrown = null) => new()
    {
        Type = "timed-out",
        Message = handlerLeftBehind
            ? $"The attempt ran longer than {limit} and ignored its cancellation token."
            : $"The attempt ran longer than {limit}.",
        Stack = thrown is null or OperationCanceledException ? null : StackOf(thrown),
    };

    private static string StackOf(Exception exception) => ExceptionText.Cut(ExceptionText.Of(exception), TextLimit - MessageLimit);
}
