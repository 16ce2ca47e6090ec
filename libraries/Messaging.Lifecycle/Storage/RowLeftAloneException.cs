namespace Messaging.Lifecycle.Storage;

/// <summary>
/// A row that this process must not change. To whoever wants it changed that is as if the store were away, for this row only; the store
/// itself answers.
/// </summary>
/// <param name="message">Why.</param>
/// <param name="innerException">What was wrong with the row.</param>
#pragma warning disable CA1032, RCS1194 // Without a reason it would say nothing, and its kinds alone create it.
public abstract class RowLeftAloneException(string message, Exception? innerException = null)
    : TaskStoreUnavailableException(message, innerException);
#pragma warning restore CA1032, RCS1194
