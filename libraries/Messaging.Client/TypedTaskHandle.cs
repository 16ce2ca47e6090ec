namespace Messaging.Client;

/// <summary>A task that was submitted, whose result has a known type.</summary>
/// <typeparam name="TResult">The result.</typeparam>
/// <param name="client">Asked for what becomes of it.</param>
/// <param name="id">The task's id.</param>
public sealed class TypedTaskHandle<TResult>(ITaskClient client, Guid id) : TaskHandle(client, id)
{
    /// <summary>Waits for the task's result.</summary>
    /// <inheritdoc cref="TaskHandle.WaitAsync{TResult}"/>
    public new Task<TResult?> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => WaitAsync<TResult>(timeout, cancellationToken);
}
