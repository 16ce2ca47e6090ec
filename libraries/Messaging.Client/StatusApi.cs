using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Client.Errors;
using Messaging.Client.Status;

namespace Messaging.Client;

/// <summary>Asks StatusQuery for tasks, and Producer to cancel them.</summary>
internal sealed class StatusApi(TaskHttp http)
{
    private const string Nothing = "{}";

    /// <summary>Workers in other languages may return what is deeper than a handler's result.</summary>
    private static readonly JsonSerializerOptions Documents = new(JsonSerializerDefaults.Web) { MaxDepth = 1000 };

    /// <summary>Reads a task.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="wait">How long StatusQuery may hold its answer back until the task has ended.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<TaskDocument> Get(Guid id, TimeSpan? wait, CancellationToken cancellationToken)
    {
        var query = wait is { } patience ? FormattableString.Invariant($"?wait={(long)patience.TotalMilliseconds}ms") : "";
        using var answer = await http.Send(
            () => new HttpRequestMessage(HttpMethod.Get, http.Status($"api/v1/tasks/{id}{query}")), cancellationToken);
        await ThrowUnlessFound(answer, id, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<TaskDocument>(Documents, cancellationToken))!;
    }

    /// <summary>Asks for a task to be cancelled.</summary>
    /// <returns>Whether it is, or will be.</returns>
    public async Task<bool> Cancel(Guid id, string? reason, CancellationToken cancellationToken)
    {
        var body = reason is null ? Nothing : JsonSerializer.Serialize(new { reason }, JsonSerializerOptions.Web);
        using var answer = await http.Send(
            () =>
                new HttpRequestMessage(HttpMethod.Post, http.Producer($"api/v1/tasks/{id}/cancel"))
                {
                    Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
                },
            cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Conflict)
        {
            return false;
        }

        await ThrowUnlessFound(answer, id, cancellationToken);
        return true;
    }

    private static async Task ThrowUnlessFound(HttpResponseMessage answer, Guid id, CancellationToken cancellationToken)
    {
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            throw new TaskNotFoundException(id, answer.StatusCode == HttpStatusCode.Gone);
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw await HttpProblems.Read(answer, id, cancellationToken);
        }
    }
}
