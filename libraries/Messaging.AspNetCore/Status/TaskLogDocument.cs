using Messaging.Contracts;
using Messaging.Lifecycle.Logs;

namespace Messaging.AspNetCore.Status;

/// <summary>A part of a task's log.</summary>
/// <param name="Lines">The lines, by attempt and sequence.</param>
/// <param name="Next">What to give as <c>after</c> to read on: also when there is nothing more yet.</param>
internal sealed record TaskLogDocument(IReadOnlyList<LogLineDocument> Lines, string? Next)
{
    public static TaskLogDocument Of(IReadOnlyList<TaskLogged> lines, string? after) =>
        new([.. lines.Select(LogLineDocument.Of)], lines.Count == 0 ? after : LogCursor.Of(lines[^1]).ToString());
}
