using System.Text.Json;
using Messaging.Operations;
using Microsoft.AspNetCore.Http;

namespace Messaging.AspNetCore.Operations;

/// <summary>The optional body <c>{"by": "...", "reason": "..."}</c> of requests about workers and pauses.</summary>
/// <param name="Note">Who asks, in at most 200 characters, and why, in at most 500.</param>
/// <param name="Problem">What is wrong with the body; <see langword="null"/> when nothing is.</param>
internal readonly record struct OperatorNoteBody(OperatorNote Note, IResult? Problem)
{
    private const int MaxBy = 200;
    private const int MaxReason = 500;
    private const int MaxBytes = 8 * 1024;
    private const int MaxDepth = 4;

    private static readonly RequestBounds Bounds = new(MaxBytes, MaxDepth, $"The body is larger than {MaxBytes / 1024} KiB.");

    /// <summary>Reads it; a request without a body says nothing of either.</summary>
    public static async Task<OperatorNoteBody> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or 0 && !request.Headers.ContainsKey("Transfer-Encoding"))
        {
            return default;
        }

        var body = await RequestBody.Read(request, Bounds, cancellationToken);
        if (body.Problem is not null)
        {
            return new OperatorNoteBody(default, body.Problem);
        }

        if (body.Json.ValueKind != JsonValueKind.Object)
        {
            return Unprocessable("$", "The body must be a JSON object such as {\"by\": \"ann\", \"reason\": \"the bank is away\"}.");
        }

        var note = new OperatorNote();
        foreach (var member in body.Json.EnumerateObject())
        {
            switch (member.Name, member.Value.ValueKind)
            {
                case (_, JsonValueKind.Null):
                    break;
                case ("by", JsonValueKind.String) when member.Value.GetString() is { Length: <= MaxBy } text:
                    note = note with { By = text };
                    break;
                case ("by", _):
                    return Unprocessable("by", $"Must be a text of at most {MaxBy} characters.");
                case ("reason", JsonValueKind.String) when member.Value.GetString() is { Length: <= MaxReason } text:
                    note = note with { Reason = text };
                    break;
                case ("reason", _):
                    return Unprocessable("reason", $"Must be a text of at most {MaxReason} characters.");
                default:
                    return Unprocessable("$", "Known are: by, reason.");
            }
        }

        return new OperatorNoteBody(note, null);
    }

    private static OperatorNoteBody Unprocessable(string field, string message) => new(default, Problems.Unprocessable(field, message));
}
