using Messaging.Lifecycle.Sagas;

namespace Messaging.Lifecycle.Storage;

/// <summary>What a lease of an index has brought. Rows that cannot be used have been dealt with, and those that cannot be reached come back when their leases end.</summary>
/// <param name="Count">How many ids were taken: as long as that is more than none, there may be others.</param>
/// <param name="Tasks">The tasks that are there, as they are now: they may have moved on since the index was written.</param>
/// <param name="Vanished">Tasks of which there is not even a tombstone. They have been taken off the index.</param>
public sealed record LeasedTasks(int Count, IReadOnlyList<TaskSaga> Tasks, IReadOnlyList<Guid> Vanished);
