using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>
/// The lists a row is in, and its place in them. A row is in one list by state, queue and name, in one per tag, and in one by the cause of
/// its failure if it has failed.
/// </summary>
public sealed record TaskListing
{
    private TaskListing(DateTimeOffset createdAt, IReadOnlyList<TaskList> lists)
    {
        CreatedAt = createdAt;
        Lists = lists;
    }

    /// <summary>
    /// What all lists are ordered by, in milliseconds. Does not change once the submission is known, so a row keeps its place while it
    /// moves from state to state.
    /// </summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The lists, each once; the counted ones first.</summary>
    public IReadOnlyList<TaskList> Lists { get; }

    /// <summary>The listing of a row.</summary>
    public static TaskListing Of(TaskSaga saga)
    {
        var state = TaskList.OfState(saga.State, saga.Queue, saga.Name);
        TaskList[] counted = FailureFingerprint.Of(saga) is { } fingerprint ? [state, TaskList.OfFailure(fingerprint)] : [state];
        return new TaskListing(
            saga.CreatedAt,
            saga.Tags is { } tags ? [.. counted, .. tags.Distinct(StringComparer.Ordinal).Select(TaskList.OfTag)] : counted);
    }

    /// <summary>The lists to leave when a row moves from one listing to another; <see langword="null"/> stands for no lists.</summary>
    public static IEnumerable<TaskList> Left(TaskListing? before, TaskListing? after) =>
        (before?.Lists ?? []).Where(list => after?.Lists.Contains(list) != true);

    /// <summary>The lists to enter, or to enter again because the place has changed.</summary>
    public static IEnumerable<TaskList> Entered(TaskListing? before, TaskListing? after) =>
        (after?.Lists ?? []).Where(list => before is null || before.CreatedAt != after!.CreatedAt || !before.Lists.Contains(list));

    /// <inheritdoc/>
    public bool Equals(TaskListing? other) => other is not null && CreatedAt == other.CreatedAt && Lists.SequenceEqual(other.Lists);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CreatedAt, Lists.Count);
}

/// <summary>A list of rows that a store keeps, newest first when read.</summary>
/// <param name="Key">What tells it from other lists: its kind, a colon, and whatever the rows have in common.</param>
public readonly record struct TaskList(string Key)
{
    /// <summary>
    /// What the keys of lists by state, queue and name begin with. These lists are counted, and every row is in exactly one of them.
    /// </summary>
    public const string StatePrefix = "state:";

    /// <summary>
    /// What the keys of lists by cause of failure begin with. These lists are counted, and every failed row is in exactly one of them.
    /// </summary>
    public const string FailurePrefix = "failure:";

    /// <summary>Whether the list is one by state, queue and name.</summary>
    public bool IsOfState => Key.StartsWith(StatePrefix, StringComparison.Ordinal);

    /// <summary>Whether the list is one by cause of failure.</summary>
    public bool IsOfFailure => Key.StartsWith(FailurePrefix, StringComparison.Ordinal);

    /// <summary>Whether the list is counted.</summary>
    public bool IsCounted => IsOfState || IsOfFailure;

    /// <summary>The tasks of one name and queue in one state. What is not known is empty.</summary>
    public static TaskList OfState(TaskState state, string? queue, string? name) =>
        new($"{StatePrefix}{TaskHeader.LetterOf(state)}:{Escape(queue)}:{name}");

    /// <summary>The tasks that have failed of one cause.</summary>
    /// <param name="fingerprint">What they have in common.</param>
    public static TaskList OfFailure(string fingerprint) => new($"{FailurePrefix}{fingerprint}");

    /// <summary>The tasks with one tag.</summary>
    public static TaskList OfTag(string tag) => new($"tag:{tag}");

    /// <summary>A queue's name without colons, so that it ends where the name begins.</summary>
    public static string Escape(string? queue) =>
        queue?.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal) ?? "";

    /// <summary>The name that <see cref="Escape"/> made.</summary>
    internal static string Unescape(string queue) =>
        queue.Replace("%3A", ":", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
