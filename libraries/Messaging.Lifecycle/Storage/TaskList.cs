using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>A list of rows that a store keeps, newest first when read.</summary>
/// <param name="Key">What tells it from other lists: its kind, a colon, and whatever the rows have in common.</param>
public readonly record struct TaskList(string Key)
{
    /// <summary>What the keys of lists by state, queue and name begin with. These lists are counted, and every row is in exactly one of them.</summary>
    public const string StatePrefix = "state:";

    /// <summary>What the keys of lists by cause of failure begin with. These lists are counted, and every failed row is in exactly one of them.</summary>
    public const string FailurePrefix = "failure:";

    /// <summary>Whether the list is one by state, queue and name.</summary>
    public bool IsOfState => Key.StartsWith(StatePrefix, StringComparison.Ordinal);

    /// <summary>Whether the list is one by cause of failure.</summary>
    public bool IsOfFailure => Key.StartsWith(FailurePrefix, StringComparison.Ordinal);

    /// <summary>Whether the list is counted.</summary>
    public bool IsCounted => IsOfState || IsOfFailure;

    /// <summary>The tasks of one name and queue in one state. What is not known is empty.</summary>
    public static TaskList OfState(TaskState state, string? queue, string? name) => new($"{StatePrefix}{TaskHeader.LetterOf(state)}:{Escape(queue)}:{name}");

    /// <summary>The tasks that have failed of one cause.</summary>
    /// <param name="fingerprint">What they have in common.</param>
    public static TaskList OfFailure(string fingerprint) => new($"{FailurePrefix}{fingerprint}");

    /// <summary>The tasks with one tag.</summary>
    public static TaskList OfTag(string tag) => new($"tag:{tag}");

    /// <summary>A queue's name without colons, so that it ends where the name begins.</summary>
    public static string Escape(string? queue) => queue?.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal) ?? "";

    /// <summary>The name that <see cref="Escape"/> made.</summary>
    internal static string Unescape(string queue) => queue.Replace("%3A", ":", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
