using System.Text.Json;

namespace Messaging.Client.Errors;

/// <summary>Problem details (RFC 9457) as exceptions.</summary>
internal static class HttpProblems
{
    /// <summary>The problem that a service has answered with.</summary>
    public static async Task<TaskRefusedException> Read(HttpResponseMessage answer, Guid? taskId, CancellationToken cancellationToken)
    {
        var status = (int)answer.StatusCode;
        try
        {
            using var document = await JsonDocument.ParseAsync(
                await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
            return Of(status, document.RootElement, taskId);
        }
        catch (JsonException)
        {
            // Whatever is between us and the service has answered in its place.
            return new TaskRefusedException($"The service answered {status}.", status, taskId: taskId);
        }
    }

    /// <summary>A problem as an exception.</summary>
    public static TaskRefusedException Of(int status, JsonElement problem, Guid? taskId)
    {
        var errors = Errors(problem);
        var text = Text(problem, "detail") ?? Text(problem, "title") ?? $"The service answered {status}.";
        var fields = string.Concat(errors.Select(error => $" {error.Key}: {string.Join(' ', error.Value)}"));
        return new TaskRefusedException(text + fields, status, errors, taskId);
    }

    private static Dictionary<string, IReadOnlyList<string>> Errors(JsonElement problem) =>
        problem.ValueKind == JsonValueKind.Object
            && problem.TryGetProperty("errors", out var errors)
            && errors.ValueKind == JsonValueKind.Object
            ? errors.EnumerateObject()
                .Where(field => field.Value.ValueKind == JsonValueKind.Array)
                .ToDictionary(
                    field => field.Name,
                    field => (IReadOnlyList<string>)[.. field.Value.EnumerateArray().Select(message => message.ToString())])
            : [];

    private static string? Text(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
