using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>A part of one list, or of all counted lists that agree with what is asked.</summary>
public sealed record TaskListRange
{
    /// <summary>Only this list; <see langword="null"/> for the counted ones.</summary>
    public TaskList? List { get; init; }

    /// <summary>Only lists of this state; <see langword="null"/> for any.</summary>
    public TaskState? State { get; init; }

    /// <summary>Only lists of this queue; <see langword="null"/> for any.</summary>
    public string? Queue { get; init; }

    /// <summary>Only lists of this name; <see langword="null"/> for any.</summary>
    public string? Name { get; init; }

    /// <summary>Only rows created then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only rows created before then.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only rows behind this place.</summary>
    public TaskCursor? After { get; init; }

    /// <summary>Most places to return.</summary>
    public required int Limit { get; init; }

    /// <summary>Whether the rows counted there belong to what is asked, as far as state, queue and name tell.</summary>
    public bool Includes(TaskCount count) =>
        (State is null || State == count.State) && (Queue is null || Queue == count.Queue) && (Name is null || Name == count.Name);
}
