namespace Messaging.Lifecycle.Storage;

#pragma warning disable CA1032, RCS1194 // Without the task it would say nothing, and nobody else creates these.
/// <summary>A row that this process must not change. To whoever wants it changed that is as if the store were away, for this row only; the store itself answers.</summary>
/// <param name="message">Why.</param>
/// <param name="innerException">What was wrong with the row.</param>
public abstract class RowLeftAloneException(string message, Exception? innerException = null) : TaskStoreUnavailableException(message, innerException);

/// <summary>A row is in a state, or has a layout, that a later release wrote and this one does not know.</summary>
/// <param name="id">The task.</param>
public sealed class NewerRowException(Guid id)
    : RowLeftAloneException($"Task {id} is in a state that this release does not know. Its row is left to processes of the later release that wrote it.");

/// <summary>What is stored under a task's id is no row. It is in quarantine: left as it is, and out of all lists and indexes.</summary>
/// <param name="id">The task.</param>
/// <param name="innerException">What was wrong with it.</param>
public sealed class UndecodableRowException(Guid id, Exception innerException)
    : RowLeftAloneException($"What is stored of task {id} cannot be read. It is kept as it is, in quarantine.", innerException);
#pragma warning restore CA1032, RCS1194
