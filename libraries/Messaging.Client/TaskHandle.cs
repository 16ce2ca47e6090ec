using System.Text.Json;
using Messaging.Client.Errors;
using Messaging.Client.Status;
using Messaging.Tasks.Serialization;

namespace Messaging.Client;

/// <summary>
/// A task that was submitted. Its id alone is worth keeping: <see cref="ITaskClient.Handle"/> makes a handle of it again.
/// </summary>
/// <param name="client">Asked for what becomes of it.</param>
/// <param name="id">The task's id.</param>
public class TaskHandle(ITaskClient client, Guid id)
{
    /// <summary>The task's id.</summary>
    public Guid Id => id;

    /// <summary>Where the task stands.</summary>
    /// <inheritdoc cref="ITaskClient.GetAsync"/>
    public Task<TaskDocument> GetAsync(CancellationToken cancellationToken = default) => client.GetAsync(id, cancellationToken);

    /// <summary>Waits for the task's result.</summary>
    /// <typeparam name="TResult">What the result is read as.</typeparam>
    /// <param name="timeout">How long to wait: more than zero.</param>
    /// <param name="cancellationToken">Stops waiting. The task goes on.</param>
    /// <returns>The result; the type's default when the task has none.</returns>
    /// <exception cref="TaskFailedException">The task has ended without success.</exception>
    /// <exception cref="TimeoutException">It has not ended by then. It goes on.</exception>
    /// <exception cref="JsonException">The result is not of that type.</exception>
    /// <inheritdoc cref="ITaskClient.WaitAsync"/>
    public async Task<TResult?> WaitAsync<TResult>(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var task = await WaitAsync(timeout, cancellationToken);
        return task.Result is { } result ? result.Deserialize<TResult>(TaskJson.Options) : default;
    }

    /// <summary>Waits until the task has succeeded.</summary>
    /// <inheritdoc cref="WaitAsync{TResult}"/>
    public async Task<TaskDocument> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var task = await client.WaitAsync(id, timeout, cancellationToken);
        return task.State == TaskStateNames.Succeeded ? task : throw new TaskFailedException(task);
    }

    /// <summary>Asks for the task to be cancelled.</summary>
    /// <inheritdoc cref="ITaskClient.CancelAsync"/>
    public Task<bool> CancelAsync(string? reason = null, CancellationToken cancellationToken = default) =>
        client.CancelAsync(id, reason, cancellationToken);
}
