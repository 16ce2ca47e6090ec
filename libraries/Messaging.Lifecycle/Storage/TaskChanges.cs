namespace Messaging.Lifecycle.Storage;

/// <summary>A part of the stream of changes.</summary>
/// <param name="Changes">The changes: those of one task in the order they were made.</param>
/// <param name="Position">Where to read on.</param>
/// <param name="IsComplete">Whether nothing was left out: <see langword="false"/> when changes after the position asked for have been
/// forgotten.</param>
public sealed record TaskChanges(IReadOnlyList<TaskChange> Changes, string Position, bool IsComplete);
