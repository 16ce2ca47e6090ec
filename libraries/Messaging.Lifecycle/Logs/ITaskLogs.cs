using Messaging.Contracts;

namespace Messaging.Lifecycle.Logs;

/// <summary>
/// Keeps the lines that tasks write to their logs: the latest 1,000 of each, until the task's row goes, and no longer than 31 days after
/// the last one. Every member throws
/// <see cref="Storage.TaskStoreUnavailableException"/> when the store cannot be reached in time; lines may then have been taken or not, and
/// repeating them is harmless.
/// </summary>
public interface ITaskLogs
{
    /// <summary>Most lines that are kept of a task.</summary>
    const int Capacity = 1000;

    /// <summary>How long a task's lines are kept after the last one.</summary>
    static readonly TimeSpan Life = TimeSpan.FromDays(31);

    /// <summary>
    /// Takes lines, of any tasks and in any order. A line that was taken before (same attempt and sequence) is not taken twice.
    /// </summary>
    Task Append(IReadOnlyList<TaskLogged> lines, CancellationToken cancellationToken);

    /// <summary>Reads a task's lines, ordered by attempt and sequence.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="after">The line to begin behind; the default begins with the first that is kept.</param>
    /// <param name="limit">Most lines to return.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<IReadOnlyList<TaskLogged>> Read(Guid taskId, LogCursor after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes all lines of tasks.</summary>
    Task Remove(IReadOnlyList<Guid> taskIds, CancellationToken cancellationToken);
}
