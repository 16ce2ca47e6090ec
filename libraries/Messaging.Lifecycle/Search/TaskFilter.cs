using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Search;

/// <summary>What tasks to find: those that agree with everything that is given.</summary>
public sealed record TaskFilter
{
    /// <summary>In this state.</summary>
    public TaskState? State { get; init; }

    /// <summary>Of this name.</summary>
    public string? Name { get; init; }

    /// <summary>Of this queue.</summary>
    public string? Queue { get; init; }

    /// <summary>With this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Failed of this cause, see <see cref="FailureFingerprint"/>.</summary>
    public string? Failure { get; init; }

    /// <summary>Created then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Created before then.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether a task agrees.</summary>
    public bool Matches(TaskSaga task) =>
        (State is null || State == task.State)
        && (Name is null || Name == (task.Name ?? ""))
        && (Queue is null || Queue == (task.Queue ?? ""))
        && (Tag is null || task.Tags?.Contains(Tag, StringComparer.Ordinal) == true)
        && (Failure is null || Failure == FailureFingerprint.Of(task))
        && !(task.CreatedAt < From)
        && !(task.CreatedAt >= To);

    /// <summary>The part of a list to look through: of the lists there are, the one that is likely the shortest.</summary>
    internal TaskListRange RangeAfter(TaskCursor? after, int limit) => new()
    {
        List = Failure is not null ? TaskList.OfFailure(Failure) : Tag is not null ? TaskList.OfTag(Tag) : null,
        State = State,
        Queue = Queue,
        Name = Name,
        From = From,
        To = To,
        After = after,
        Limit = limit,
    };
}
