using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;

namespace Messaging.Producer.Endpoints;

/// <summary>A request's JSON, or the problem that there is with it.</summary>
internal readonly record struct RequestBody(JsonElement Json, IResult? Problem)
{
    /// <summary>Reads a body within bounds; an empty object where there is none.</summary>
    public static async Task<RequestBody> ReadOptional(HttpRequest request, RequestBounds bounds, CancellationToken cancellationToken) =>
        request.ContentLength is null or 0 && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }
            ? new RequestBody(JsonSerializer.SerializeToElement(new { }), null)
            : await Read(request, bounds, cancellationToken);

    /// <summary>Reads a body within bounds.</summary>
    public static async Task<RequestBody> Read(HttpRequest request, RequestBounds bounds, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return new RequestBody(default, TypedResults.Problem("Send application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType));
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bounds.Bytes;
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = bounds.Depth, AllowDuplicateProperties = false }, cancellationToken);
            CheckTexts(document.RootElement);
            return new RequestBody(document.RootElement.Clone(), null);
        }
        catch (JsonException exception)
        {
            // A member that is there twice is the one fault that has no place.
            return Malformed(exception.LineNumber is { } line ? $", at line {line + 1}, byte {exception.BytePositionInLine + 1}." : ": an object has a member twice.");
        }
        catch (InvalidOperationException)
        {
            return Malformed(": a text in it is not Unicode.");
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new RequestBody(default, TypedResults.Problem(Problems.TooLarge(bounds.WhenTooLarge)));
        }
    }

    private static RequestBody Malformed(string reason) =>
        new(default, TypedResults.Problem($"The body is not valid JSON{reason}", statusCode: StatusCodes.Status400BadRequest));

    /// <summary>The parser looks neither at the bytes of texts nor at escaped halves of characters: whoever reads such a text first would fail.</summary>
    /// <exception cref="InvalidOperationException">A text cannot be read.</exception>
    private static void CheckTexts(JsonElement root)
    {
        var bytes = JsonMarshal.GetRawUtf8Value(root);
        if (!Utf8.IsValid(bytes))
        {
            throw new InvalidOperationException("The body is not UTF-8.");
        }

        if (bytes.IndexOf("\\u"u8) >= 0)
        {
            ReadTexts(root);
        }
    }

    private static void ReadTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
