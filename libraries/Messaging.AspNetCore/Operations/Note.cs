using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Messaging.AspNetCore.Operations;

/// <summary>Who asks for something, and why: the optional body <c>{"by": "...", "reason": "..."}</c>.</summary>
/// <param name="By">Who, at most 200 characters.</param>
/// <param name="Reason">Why, at most 500 characters.</param>
/// <param name="Problem">What is wrong with the body; <see langword="null"/> when nothing is.</param>
internal sealed record Note(string? By, string? Reason, IResult? Problem)
{
    private const int MaxBy = 200;
    private const int MaxReason = 500;
    private const int MaxBytes = 8 * 1024;
    private const int MaxDepth = 4;

    private static readonly RequestBounds Bounds = new(MaxBytes, MaxDepth, $"The body is larger than {MaxBytes / 1024} KiB.");

    /// <summary>Reads it; a request without a body says nothing of either.</summary>
    public static async Task<Note> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding"))
        {
            return new Note(null, null, null);
        }

        var body = await RequestBody.Read(request, Bounds, cancellationToken);
        if (body.Problem is not null)
        {
            return new Note(null, null, body.Problem);
        }

        if (body.Json.ValueKind != JsonValueKind.Object)
        {
            return Unprocessable("$", "The body must be a JSON object such as {\"by\": \"ann\", \"reason\": \"the bank is away\"}.");
        }

        string? by = null, reason = null;
        foreach (var member in body.Json.EnumerateObject())
        {
            switch (member.Name, member.Value.ValueKind)
            {
                case (_, JsonValueKind.Null):
                    break;
                case ("by", JsonValueKind.String) when member.Value.GetString() is { Length: <= MaxBy } text:
                    by = text;
                    break;
                case ("by", _):
                    return Unprocessable("by", $"Must be a text of at most {MaxBy} characters.");
                case ("reason", JsonValueKind.String) when member.Value.GetString() is { Length: <= MaxReason } text:
                    reason = text;
                    break;
                case ("reason", _):
                    return Unprocessable("reason", $"Must be a text of at most {MaxReason} characters.");
                default:
                    return Unprocessable("$", "Known are: by, reason.");
            }
        }

        return new Note(by, reason, null);
    }

    private static Note Unprocessable(string field, string message) => new(null, null, Problems.Unprocessable(field, message));
}
