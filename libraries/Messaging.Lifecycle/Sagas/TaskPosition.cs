namespace Messaging.Lifecycle.Sagas;

/// <summary>
/// A task's place in its life: the attempt, then the rank within it. A task only ever moves to a greater position, so the order in which
/// events arrive does not matter.
/// </summary>
/// <param name="Attempt">The attempt, from 1; 0 before anything is known.</param>
/// <param name="Rank">How far that attempt is.</param>
public readonly record struct TaskPosition(int Attempt, TaskRank Rank) : IComparable<TaskPosition>
{
    /// <inheritdoc/>
    public int CompareTo(TaskPosition other) => (Attempt, Rank).CompareTo((other.Attempt, other.Rank));

    /// <summary>Whether the left position comes before the right one.</summary>
    public static bool operator <(TaskPosition left, TaskPosition right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left position comes after the right one.</summary>
    public static bool operator >(TaskPosition left, TaskPosition right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left position does not come after the right one.</summary>
    public static bool operator <=(TaskPosition left, TaskPosition right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left position does not come before the right one.</summary>
    public static bool operator >=(TaskPosition left, TaskPosition right) => left.CompareTo(right) >= 0;
}
