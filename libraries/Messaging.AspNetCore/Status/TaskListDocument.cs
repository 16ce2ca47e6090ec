namespace Messaging.AspNetCore.Status;

/// <summary>A page of tasks, newest first.</summary>
/// <param name="Tasks">The tasks, without arguments, results, attempts and stacks.</param>
/// <param name="NextCursor">What to ask for to read on; absent when there is no more. A page may be short and yet not be the last.</param>
internal sealed record TaskListDocument(IReadOnlyList<TaskDocument> Tasks, string? NextCursor);
