namespace Messaging.Lifecycle.Ledger;

/// <summary>
/// Tells the dispatcher of this process that a task has just become due, so that the task need not wait for the dispatcher's next look
/// at the store. No task depends on it: where no dispatcher listens, that of another process finds the row.
/// </summary>
public sealed class DispatchSignal
{
    /// <summary>
    /// Happens when a task has become due. Handlers run within <see cref="Raise"/>: they begin the work and do not wait for it.
    /// </summary>
    public event Action? Raised;

    /// <summary>Says that a task has become due, after its row was written.</summary>
    public void Raise() => Raised?.Invoke();
}
