using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;

namespace Messaging.Lifecycle.Search;

/// <summary>A page of tasks.</summary>
/// <param name="Tasks">The tasks, newest first.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/> when there is none. A page may be short, even empty, and yet not be the last.</param>
public sealed record TaskPage(IReadOnlyList<TaskSaga> Tasks, TaskCursor? Next);
