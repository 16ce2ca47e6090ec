using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.StatusQuery.Waiting;

/// <summary>What the store holds under an id.</summary>
/// <param name="Row">The row, if there is one.</param>
/// <param name="IsGone">Whether there was one.</param>
internal readonly record struct StoredTask(TaskSaga? Row, bool IsGone)
{
    /// <exception cref="TaskStoreUnavailableException">The row cannot be read.</exception>
    public static StoredTask From(Reading<TaskRow> reading) => reading.Match(row => new StoredTask(row.Task, IsGone: false), isGone => new StoredTask(null, isGone));
}
