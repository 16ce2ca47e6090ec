using System.Diagnostics;
using Messaging.Contracts;

namespace Messaging.Hosting.Logging;

/// <summary>What every log entry about an attempt carries: the task's id and name, the attempt, and the trace that the task belongs to.</summary>
public static class TaskScope
{
    /// <summary>The values for a logging scope.</summary>
    public static KeyValuePair<string, object?>[] Of(RunTask command)
    {
        ArgumentNullException.ThrowIfNull(command);
        KeyValuePair<string, object?>[] task = [new("task.id", command.TaskId), new("task.name", command.Name), new("task.attempt", command.Attempt)];
        return TraceOf(command) is { } trace ? [.. task, new("TraceId", trace)] : task;
    }

    /// <summary>From the command itself: whether or not anybody traces, the submitter's trace id is there.</summary>
    private static string? TraceOf(RunTask command) =>
        ActivityContext.TryParse(command.TraceParent, null, out var context) ? context.TraceId.ToHexString() : null;
}
