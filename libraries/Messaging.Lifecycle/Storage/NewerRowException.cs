namespace Messaging.Lifecycle.Storage;

/// <summary>A row is in a state, or has a layout, that a later release wrote and this one does not know.</summary>
/// <param name="id">The task.</param>
#pragma warning disable CA1032, RCS1194 // Without the task it would say nothing, and nobody else creates it.
public sealed class NewerRowException(Guid id)
    : RowLeftAloneException(
        $"Task {id} is in a state that this release does not know. Its row is left to processes of the later release that wrote it.");
#pragma warning restore CA1032, RCS1194
