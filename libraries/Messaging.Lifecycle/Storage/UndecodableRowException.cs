namespace Messaging.Lifecycle.Storage;

/// <summary>What is stored under a task's id is no row. It is in quarantine: left as it is, and out of all lists and indexes.</summary>
/// <param name="id">The task.</param>
/// <param name="innerException">What was wrong with it.</param>
#pragma warning disable CA1032, RCS1194 // Without the task it would say nothing, and nobody else creates it.
public sealed class UndecodableRowException(Guid id, Exception innerException)
    : RowLeftAloneException($"What is stored of task {id} cannot be read. It is kept as it is, in quarantine.", innerException);
#pragma warning restore CA1032, RCS1194
