using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Messaging.Chaos;

/// <summary>Producer and StatusQuery, as a caller uses them who does not give up: both may be away for a while.</summary>
internal sealed class TaskApi(HttpClient producer, HttpClient status)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Submits until there is an answer.</summary>
    /// <returns>The id it was accepted with; none, if its time to expire had passed by then.</returns>
    public async Task<Guid?> Submit(PlannedTask task, CancellationToken cancellationToken)
    {
        var answer = await Insist(() => Post(task, cancellationToken), cancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.Accepted or HttpStatusCode.OK => IdIn(answer.Body),
            HttpStatusCode.UnprocessableEntity when task.Kind == TaskKind.Expiring => null,
            _ => throw new InvalidOperationException($"Task {task.Id} was answered {(int)answer.Status}: {answer.Body}"),
        };
    }

    /// <summary>Submits again what was accepted: it must be known.</summary>
    public async Task Repeat(PlannedTask task, CancellationToken cancellationToken)
    {
        var answer = await Insist(() => Post(task, cancellationToken), cancellationToken);
        if (answer.Status != HttpStatusCode.OK || IdIn(answer.Body) != task.Id)
        {
            throw new InvalidOperationException($"Task {task.Id} was answered {(int)answer.Status} when it was repeated: {answer.Body}");
        }
    }

    /// <summary>Asks until there is an answer, be it that the task is past that.</summary>
    public async Task Ask(Guid id, Wish wish, CancellationToken cancellationToken)
    {
        var answer = await Insist(
            () => producer.PostAsJsonAsync($"/api/v1/tasks/{id}/{wish.Verb}", wish.Body, cancellationToken), cancellationToken);
        if (!IsSuccess(answer.Status) && answer.Status != HttpStatusCode.Conflict)
        {
            throw new InvalidOperationException($"To {wish.Verb} task {id} was answered {(int)answer.Status}: {answer.Body}");
        }
    }

    /// <summary>The task's document; <see langword="null"/> when it is not known.</summary>
    public async Task<JsonElement?> Read(Guid id, CancellationToken cancellationToken)
    {
        var answer = await Insist(() => status.GetAsync($"/api/v1/tasks/{id}", cancellationToken), cancellationToken);
        return answer.Status == HttpStatusCode.OK ? JsonElement.Parse(answer.Body) : null;
    }

    /// <summary>Some of the messages that no consumer could read, and of the stored tasks that nobody can: how many there are.</summary>
    public async Task<int> Undecodable(CancellationToken cancellationToken)
    {
        var messages = await Insist(() => status.GetAsync("/api/v1/undecodable", cancellationToken), cancellationToken);
        var rows = await Insist(() => status.GetAsync("/api/v1/undecodable/rows", cancellationToken), cancellationToken);
        return JsonElement.Parse(messages.Body).GetArrayLength() + JsonElement.Parse(rows.Body).GetArrayLength();
    }

    private async Task<HttpResponseMessage> Post(PlannedTask task, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tasks") { Content = JsonContent.Create(task.Request) };
        if (task.Key is { } key)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await producer.SendAsync(request, cancellationToken);
    }

    private static Guid IdIn(string receipt) => JsonElement.Parse(receipt).GetProperty("id").GetGuid();

    private static bool IsSuccess(HttpStatusCode status) => (int)status is >= 200 and <= 299;

    private static async Task<(HttpStatusCode Status, string Body)> Insist(
        Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var response = await send();
                // Whatever is away, there is a better answer than 500: it is a fault, which the caller tells of.
                if ((int)response.StatusCode <= 500)
                {
                    return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException
                || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Away; the same submission again is safe.
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
