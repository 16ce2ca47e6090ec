using System.Net;
using System.Text.Json;

namespace Messaging.Bench.Http;

/// <summary>What the status of a task says.</summary>
internal sealed record TaskAnswer(HttpStatusCode Status, string? State, double? Result)
{
    /// <summary>Whether the task has succeeded with this result.</summary>
    public bool Is(double result) =>
        Status == HttpStatusCode.OK && string.Equals(State, "succeeded", StringComparison.OrdinalIgnoreCase) && Result == result;

    public static TaskAnswer Read(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        if (status != HttpStatusCode.OK)
        {
            return new TaskAnswer(status, null, null);
        }

        using var document = JsonDocument.Parse(body);
        return new TaskAnswer(
            status,
            document.RootElement.GetProperty("state").GetString(),
            document.RootElement.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Number
                ? result.GetDouble()
                : null);
    }
}
