using System.Text.Json.Nodes;

namespace Messaging.Upgrade;

/// <summary>What the release itself answers about what it has left: the next one must answer the same.</summary>
internal static class StatusDump
{
    private static readonly string[] States =
    [
        "scheduled",
        "queued",
        "running",
        "retrying",
        "succeeded",
        "failed",
        "canceled",
        "expired",
        "parked",
    ];

    public static async Task<JsonObject> Read(HttpClient status, IEnumerable<RecordedTask> tasks)
    {
        var documents = new JsonObject();
        foreach (var task in tasks)
        {
            documents[task.Id.ToString()] = await Get(status, $"tasks/{task.Id}");
        }

        var answers = new JsonObject();
        foreach (var path in (string[])["stats", "queues", "failures", "types", "workers", "tasks?limit=200", "tasks?tag=recorded&limit=200", .. States.Select(state => $"tasks?state={state}&limit=200")])
        {
            answers[path] = await Get(status, path);
        }

        foreach (var task in tasks.Where(task => task.Label == "logged"))
        {
            answers[$"tasks/{task.Id}/logs"] = await Get(status, $"tasks/{task.Id}/logs");
        }

        return new JsonObject { ["documents"] = documents, ["answers"] = answers };
    }

    /// <summary>An answer; of one that is no success its status.</summary>
    public static async Task<JsonNode?> Get(HttpClient http, string path)
    {
        using var response = await http.GetAsync($"/api/v1/{path}");
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(await response.Content.ReadAsStringAsync())
            : JsonValue.Create((int)response.StatusCode);
    }
}
