using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>The lists a row is in, and its place in them. A row is in one list by state, queue and name, in one per tag, and in one by the cause of its failure if it has failed.</summary>
public sealed record TaskListing
{
    private TaskListing(DateTimeOffset createdAt, IReadOnlyList<TaskList> lists)
    {
        CreatedAt = createdAt;
        Lists = lists;
    }

    /// <summary>What all lists are ordered by, in milliseconds. Does not change once the submission is known, so a row keeps its place while it moves from state to state.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The lists, each once; the counted ones first.</summary>
    public IReadOnlyList<TaskList> Lists { get; }

    /// <summary>The listing of a row.</summary>
    public static TaskListing Of(TaskSaga saga)
    {
        var state = TaskList.OfState(saga.State, saga.Queue, saga.Name);
        TaskList[] counted = FailureFingerprint.Of(saga) is { } fingerprint ? [state, TaskList.OfFailure(fingerprint)] : [state];
        return new TaskListing(saga.CreatedAt, saga.Tags is { } tags ? [.. counted, .. tags.Distinct(StringComparer.Ordinal).Select(TaskList.OfTag)] : counted);
    }

    /// <summary>The lists to leave when a row moves from one listing to another; <see langword="null"/> stands for no lists.</summary>
    public static IEnumerable<TaskList> Left(TaskListing? before, TaskListing? after) => (before?.Lists ?? []).Where(list => after?.Lists.Contains(list) != true);

    /// <summary>The lists to enter, or to enter again because the place has changed.</summary>
    public static IEnumerable<TaskList> Entered(TaskListing? before, TaskListing? after) =>
        (after?.Lists ?? []).Where(list => before is null || before.CreatedAt != after!.CreatedAt || !before.Lists.Contains(list));

    /// <inheritdoc/>
    public bool Equals(TaskListing? other) => other is not null && CreatedAt == other.CreatedAt && Lists.SequenceEqual(other.Lists);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CreatedAt, Lists.Count);
}
