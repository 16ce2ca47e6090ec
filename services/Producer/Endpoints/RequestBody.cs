using System.Text.Json;
using Messaging.Producer.Submission;
using Microsoft.AspNetCore.Http.Features;

namespace Messaging.Producer.Endpoints;

/// <summary>A request's JSON, or the problem that there is with it.</summary>
internal readonly record struct RequestBody(JsonElement Json, IResult? Problem)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = SubmissionLimits.JsonDepth, AllowDuplicateProperties = false };

    public static async Task<RequestBody> Read(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return new RequestBody(default, TypedResults.Problem("Send application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType));
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = SubmissionLimits.BodyBytes;
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Options, cancellationToken);
            var json = document.RootElement.Clone();
            return UnicodeText.IsIn(json)
                ? new RequestBody(json, null)
                : new RequestBody(default, TypedResults.Problem("The body escapes half of a surrogate pair, which is not text.", statusCode: StatusCodes.Status400BadRequest));
        }
        catch (JsonException exception)
        {
            return new RequestBody(default, TypedResults.Problem(
                $"The body is not valid JSON, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.",
                statusCode: StatusCodes.Status400BadRequest));
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new RequestBody(default, Problems.TooLarge());
        }
    }
}
