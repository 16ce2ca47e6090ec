using System.Collections;
using System.Diagnostics;
using Messaging.Contracts;

namespace Messaging.Hosting.Logging;

/// <summary>
/// What every log entry about an attempt carries: the task's id and name, the attempt, and the trace that the task belongs to. Nothing is
/// worked out before an entry is written.
/// </summary>
/// <param name="command">The attempt's command.</param>
public sealed class TaskScope(RunTask command) : IEnumerable<KeyValuePair<string, object?>>
{
    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        yield return new("task.id", command.TaskId);
        yield return new("task.name", command.Name);
        yield return new("task.attempt", command.Attempt);
        // From the command itself: whether or not anybody traces, the submitter's trace id is there.
        if (ActivityContext.TryParse(command.TraceParent, null, out var context))
        {
            yield return new("TraceId", context.TraceId.ToHexString());
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
