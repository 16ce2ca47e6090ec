using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>A list of rows that a store keeps, newest first when read.</summary>
/// <param name="Name">What tells it from other lists: its kind, a colon, and whatever the rows have in common.</param>
public readonly record struct TaskList(string Name)
{
    /// <summary>What the names of lists by queue and state begin with. These lists are counted.</summary>
    public const string StatePrefix = "state:";

    /// <summary>The tasks of one queue in one state. A queue that is not known is the empty one.</summary>
    public static TaskList OfState(TaskState state, string? queue) => new($"{StatePrefix}{TaskHeader.LetterOf(state)}:{queue}");

    /// <summary>The tasks of one name.</summary>
    public static TaskList OfName(string name) => new($"name:{name}");

    /// <summary>The tasks with one tag.</summary>
    public static TaskList OfTag(string tag) => new($"tag:{tag}");
}
