using System.Text.RegularExpressions;

namespace Messaging.Hosting.Routing;

/// <summary>The queues of the system. A queue's exchange has the queue's name.</summary>
public static partial class QueueNames
{
    /// <summary>Lifecycle events, for StatusQuery.</summary>
    public const string Events = "task-events";

    /// <summary>Commands that the broker gave up on because every worker that took them died, for StatusQuery.</summary>
    public const string Poison = "tasks.poison";

    /// <summary>What workers tell of themselves, for StatusQuery.</summary>
    public const string Heartbeats = "worker-heartbeats";

    /// <summary>Submissions, for Producer.</summary>
    public const string Submissions = "submit-task";

    private const string ErrorSuffix = "_error";
    private const string TaskPrefix = "tasks.";
    private const string PoisonSuffix = "poison";

    /// <summary>The broker's name for a task queue.</summary>
    /// <param name="queue">Its name as users know it, such as <c>default</c>.</param>
    public static string Task(string queue) => TaskPrefix + queue;

    /// <summary>
    /// Whether users may name a task queue so: lower-case letters, digits, dots, hyphens and underscores, 1 to 64 characters.
    /// </summary>
    public static bool IsValidTaskQueue(string? queue) => queue is not null && queue != PoisonSuffix && Pattern().IsMatch(queue);

    /// <summary>The queues that are consumed in every system, whatever tasks there are.</summary>
    public static IReadOnlyList<string> Fixed { get; } = [Events, Poison, Submissions, Heartbeats];

    /// <summary>Where what cannot be read of a queue is put aside.</summary>
    public static string Error(string queue) => queue + ErrorSuffix;

    /// <summary>
    /// The queue whose unreadable messages are put aside in another; <see langword="null"/> when the other is not for that.
    /// </summary>
    public static string? ConsumedOf(string errorQueue) =>
        errorQueue.EndsWith(ErrorSuffix, StringComparison.Ordinal) && errorQueue[..^ErrorSuffix.Length] is var queue
        && (Fixed.Contains(queue) || (IsTaskQueue(queue) && IsValidTaskQueue(queue[TaskPrefix.Length..])))
            ? queue
            : null;

    /// <summary>Whether the broker's name is that of a task queue.</summary>
    public static bool IsTaskQueue(string name) => name != Poison && name.StartsWith(TaskPrefix, StringComparison.Ordinal);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
