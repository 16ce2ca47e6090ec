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
        this ITaskClient client, TypedTask<TArguments, TResult> task, TArguments args, SubmitOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(task);
        // As what it is declared to be: only then does the JSON say of which kind a polymorphic value is.
        var written = JsonSerializer.SerializeToElement(args, TaskJson.Options);
        return new TypedTaskHandle<TResult>(client, (await client.SubmitAsync(task.Name, written, options, cancellationToken)).Id);
    }
}
