using System.Text.Json;
using Messaging.Client.Submission;
using Messaging.Tasks.Serialization;

namespace Messaging.Client;

/// <summary>Submission of tasks whose types are known.</summary>
public static class TypedSubmissions
{
    /// <summary>Submits a task whose arguments the compiler has checked.</summary>
    /// <inheritdoc cref="ITaskClient.SubmitAsync"/>
    public static async Task<TypedTaskHandle<TResult>> SubmitAsync<TArguments, TResult>(
        this ITaskClient client, TypedTask<TArguments, TResult> task, TArguments args, SubmitOptions? options =
            null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(task);
        // As what it is declared to be: only then does the JSON say of which kind a polymorphic value is.
        var written = JsonSerializer.SerializeToElement(args, TaskJson.Options);
        return new TypedTaskHandle<TResult>(client, (await client.SubmitAsync(task.Name, written, options, cancellationToken)).Id);
    }
}

/// <summary>
/// A task's name together with the types of its arguments and result, declared once: <c>static readonly TypedTask&lt;Numbers, int&gt; Add =
/// new("math.add");</c>.
/// </summary>
/// <typeparam name="TArguments">The arguments.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
/// <param name="Name">The registered name.</param>
public sealed record TypedTask<TArguments, TResult>(string Name);

/// <summary>A task that was submitted, whose result has a known type.</summary>
/// <typeparam name="TResult">The result.</typeparam>
/// <param name="client">Asked for what becomes of it.</param>
/// <param name="id">The task's id.</param>
public sealed class TypedTaskHandle<TResult>(ITaskClient client, Guid id) : TaskHandle(client, id)
{
    /// <summary>Waits for the task's result.</summary>
    /// <inheritdoc cref="TaskHandle.WaitAsync{TResult}"/>
    public new Task<TResult?> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitAsync<TResult>(timeout, cancellationToken);
}
