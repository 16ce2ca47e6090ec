using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Messaging.Chaos;

/// <summary>Producer and StatusQuery, as a caller uses them who does not give up: both may be away for a while.</summary>
internal sealed class TaskApi(Uri producer, Uri status) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _producer = new() { BaseAddress = producer, Timeout = TimeSpan.FromSeconds(15) };
    private readonly HttpClient _status = new() { BaseAddress = status, Timeout = TimeSpan.FromSeconds(15) };

    /// <summary>Submits until there is an answer.</summary>
    /// <returns>Whether it was accepted; not, if its time to expire had passed by then.</returns>
    public async Task<bool> Submit(PlannedTask task, CancellationToken cancellationToken)
    {
        var answer = await Insist(() => _producer.PostAsJsonAsync("/api/v1/tasks", task.Request, cancellationToken), cancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.Accepted or HttpStatusCode.OK => true,
            HttpStatusCode.UnprocessableEntity when task.Kind == TaskKind.Expiring => false,
            _ => throw new InvalidOperationException($"Task {task.Id} was answered {(int)answer.Status}: {answer.Body}"),
        };
    }

    /// <summary>Cancels until there is an answer, be it that the task has ended.</summary>
    public async Task Cancel(Guid id, CancellationToken cancellationToken)
    {
        var answer = await Insist(() => _producer.PostAsJsonAsync($"/api/v1/tasks/{id}/cancel", new { by = "chaos", reason = "To see whether it works." }, cancellationToken), cancellationToken);
        if (!IsSuccess(answer.Status) && answer.Status != HttpStatusCode.Conflict)
        {
            throw new InvalidOperationException($"Cancelling task {id} was answered {(int)answer.Status}: {answer.Body}");
        }
    }

    /// <summary>The task's document; <see langword="null"/> when it is not known.</summary>
    public async Task<JsonElement?> Read(Guid id, CancellationToken cancellationToken)
    {
        var answer = await Insist(() => _status.GetAsync($"/api/v1/tasks/{id}", cancellationToken), cancellationToken);
        return answer.Status == HttpStatusCode.OK ? JsonElement.Parse(answer.Body) : null;
    }

    public void Dispose()
    {
        _producer.Dispose();
        _status.Dispose();
    }

    private static bool IsSuccess(HttpStatusCode status) => (int)status is >= 200 and <= 299;

    private static async Task<(HttpStatusCode Status, string Body)> Insist(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var response = await send();
                if ((int)response.StatusCode < 500)
                {
                    return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Away; the same submission again is safe.
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
