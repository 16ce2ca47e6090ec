using System.Diagnostics;

namespace Messaging.BundledTasks;

/// <summary>Spans of what a task does with servers and files.</summary>
internal static class TaskSpans
{
    private const int LongestMessage = 1024;

    private static readonly ActivitySource Source = new("Messaging.BundledTasks");

    /// <summary>Begins a span within that of the attempt, and surrounds what follows with it.</summary>
    /// <returns><see langword="null"/> when nobody records the attempt's: a part of what would be no whole is worth nothing.</returns>
    public static Activity? Start(string name) =>
        Activity.Current is { Recorded: true } ? Source.StartActivity(name, ActivityKind.Client) : null;

    /// <summary>Says that what the span stands for failed.</summary>
    public static void SetError(this Activity span, string type, string? message)
    {
        span.SetTag("error.type", type);
        span.SetStatus(ActivityStatusCode.Error, message is { Length: > LongestMessage } ? message[..LongestMessage] : message);
    }
}
