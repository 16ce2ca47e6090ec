using System.Net;
using System.Text.Json;

namespace Messaging.Standalone.Demo;

/// <summary>Submits additions and asks for them over HTTP, as any other service would.</summary>
internal sealed class AdditionClient(HttpClient http)
{
    /// <summary>Waits until the worker has told which tasks it runs.</summary>
    public async Task WaitForWorker(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await http.GetFromJsonAsync<JsonElement>("/api/v1/types", cancellationToken)).GetArrayLength() == 0)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public async Task Submit(DemoTask task, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync("/api/v1/tasks", new { name = "math.add", args = new { a = task.A, b = task.B, seconds = task.Seconds } }, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            throw new InvalidOperationException($"The submission was answered with {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        task.Id = (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetGuid();
    }

    /// <summary>Asks for a task. Whether its state has changed.</summary>
    public async Task<bool> Refresh(DemoTask task, CancellationToken cancellationToken) =>
        task.Read(await http.GetFromJsonAsync<JsonElement>($"/api/v1/tasks/{task.Id}", cancellationToken));
}
