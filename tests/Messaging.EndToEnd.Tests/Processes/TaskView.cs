using System.Text.Json;

namespace Messaging.EndToEnd.Tests.Processes;

/// <summary>A task document as a caller got it.</summary>
internal sealed record TaskView(JsonElement Json)
{
    public string State => Json.GetProperty("state").GetString()!;

    public int Attempt => Json.GetProperty("attempt").GetInt32();

    public JsonElement Result => Json.GetProperty("result");

    public string ErrorType => Json.GetProperty("error").GetProperty("type").GetString()!;

    public string? Worker => Json.TryGetProperty("worker", out var worker) ? worker.GetString() : null;

    public override string ToString() => Json.ToString();
}
