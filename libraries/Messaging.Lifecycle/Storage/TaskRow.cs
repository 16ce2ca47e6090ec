using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>A task as it is stored.</summary>
public sealed class TaskRow
{
    internal TaskRow(TaskSaga task, byte[] stored) => (Task, Stored) = (task, stored);

    /// <summary>The task.</summary>
    public TaskSaga Task { get; }

    /// <summary>The row, header and all.</summary>
    internal byte[] Stored { get; }
}
