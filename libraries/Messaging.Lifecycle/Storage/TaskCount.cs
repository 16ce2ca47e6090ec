using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>How many rows there are of a queue and a name in a state.</summary>
/// <param name="Queue">The queue; empty when it is not known.</param>
/// <param name="Name">The task's name; empty when it is not known.</param>
/// <param name="State">The state. Of <see cref="TaskState.Unknown"/> there may be several counts of one queue and name: one for each state
/// that later releases know.</param>
/// <param name="Count">How many; never 0.</param>
public readonly record struct TaskCount(string Queue, string Name, TaskState State, long Count)
{
    /// <summary>The count that a list's key and length stand for.</summary>
    /// <exception cref="FormatException">It is not the key of a counted list.</exception>
    public static TaskCount Of(string list, long length) =>
        list.Split(':', 4) is ["state", [var letter], var queue, var name]
            ? new TaskCount(TaskList.Unescape(queue), name, TaskHeader.StateOf((byte)letter), length)
            : throw new FormatException($"'{list}' is no list of tasks by state, queue and name.");
}
