using Messaging.Client.Submission;

namespace Messaging.Client;

/// <summary>Submission of tasks whose types are known.</summary>
public static class TypedSubmissions
{
    /// <summary>Submits a task whose arguments the compiler has checked.</summary>
    /// <inheritdoc cref="ITaskClient.SubmitAsync"/>
    public static async Task<TypedTaskHandle<TResult>> SubmitAsync<TArguments, TResult>(
        this ITaskClient client, TypedTask<TArguments, TResult> task, TArguments args, SubmitOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(task);
        return new TypedTaskHandle<TResult>(client, (await client.SubmitAsync(task.Name, args, options, cancellationToken)).Id);
    }
}
