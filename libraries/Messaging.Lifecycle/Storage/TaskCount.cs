using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>How many rows there are of a queue in a state.</summary>
/// <param name="Queue">The queue; empty when it is not known.</param>
/// <param name="State">The state.</param>
/// <param name="Count">How many; never 0.</param>
public readonly record struct TaskCount(string Queue, TaskState State, long Count)
{
    /// <summary>The count that a list's name and length stand for.</summary>
    /// <exception cref="FormatException">It is no list by queue and state.</exception>
    public static TaskCount Of(string list, long length)
    {
        var letter = TaskList.StatePrefix.Length;
        return list.StartsWith(TaskList.StatePrefix, StringComparison.Ordinal) && list.Length > letter + 1 && list[letter + 1] == ':'
            ? new TaskCount(list[(letter + 2)..], TaskHeader.StateOf((byte)list[letter]), length)
            : throw new FormatException($"'{list}' is no list of tasks by queue and state.");
    }
}
