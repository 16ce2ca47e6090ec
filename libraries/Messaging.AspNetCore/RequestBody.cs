using System.Text.Json;
using Messaging.Producer.Submission;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Messaging.AspNetCore;

/// <summary>A request's JSON, or the problem that there is with it.</summary>
internal readonly record struct RequestBody(JsonElement Json, IResult? Problem)
{
    /// <summary>Whether the problem is its length.</summary>
    public bool IsTooLarge => Problem is IStatusCodeHttpResult { StatusCode: StatusCodes.Status413PayloadTooLarge };

    /// <summary>Reads a body within bounds; an empty object where there is none.</summary>
    public static async Task<RequestBody> ReadOptional(HttpRequest request, RequestBounds bounds, CancellationToken cancellationToken) =>
        request.ContentLength is null or 0
            && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }
            ? new RequestBody(JsonSerializer.SerializeToElement(new { }), null)
            : await Read(request, bounds, cancellationToken);

    /// <summary>Reads a body within bounds.</summary>
    public static async Task<RequestBody> Read(HttpRequest request, RequestBounds bounds, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return new RequestBody(
                default, TypedResults.Problem("Send application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType));
        }

        if (
            request.Headers.ContentEncoding is { Count: > 0 } encoding
                && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
        {
            return new RequestBody(
                default,
                TypedResults.Problem(
                    "Compressed bodies are not read: send it without Content-Encoding.",
                    statusCode: StatusCodes.Status415UnsupportedMediaType));
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bounds.Bytes;
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, StrictJson.Options(bounds.Depth), cancellationToken);
            return new RequestBody(StrictJson.Take(document), null);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new RequestBody(default, TypedResults.Problem(Problems.TooLarge(bounds.WhenTooLarge)));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new RequestBody(
                default, TypedResults.Problem(StrictJson.FaultOf(exception), statusCode: StatusCodes.Status400BadRequest));
        }
    }
}

/// <summary>How large a request may be.</summary>
/// <param name="Bytes">Its greatest length.</param>
/// <param name="Depth">Its deepest nesting.</param>
/// <param name="WhenTooLarge">What a caller is told who sends more.</param>
internal sealed record RequestBounds(int Bytes, int Depth, string WhenTooLarge)
{
    /// <summary>One task.</summary>
    public static RequestBounds Task { get; } = new(
        SubmissionLimits.BodyBytes, SubmissionLimits.JsonDepth, SubmissionRefusal.TooLarge.Detail);

    /// <summary>Many tasks, each within an object within an array.</summary>
    public static RequestBounds Batch { get; } = new(
        SubmissionLimits.BatchBytes,
        SubmissionLimits.JsonDepth + 2,
        $"The body is larger than {SubmissionLimits.BatchBytes / (1024 * 1024)} MiB. Submit fewer tasks at a time.");
}
