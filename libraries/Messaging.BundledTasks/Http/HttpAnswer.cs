using System.Net;
using System.Net.Http.Headers;

namespace Messaging.BundledTasks.Http;

/// <summary>What is kept of a response.</summary>
internal sealed record HttpAnswer(
    HttpStatusCode Status,
    string? Reason,
    IReadOnlyDictionary<string, string> Headers,
    MediaTypeHeaderValue? ContentType,
    byte[] Body,
    bool IsTruncated,
    TimeSpan? RetryAfter)
{
    private static readonly string[] KeptHeaders =
        [
            "Content-Language",
            "Content-Type",
            "Date",
            "ETag",
            "Last-Modified",
            "Link",
            "Location",
            "Retry-After",
            "X-Correlation-Id",
            "X-Request-Id",
        ];

    public bool IsSuccess => (int)Status is (>= 200 and <= 299) or 304;

    /// <param name="response">A response whose body has been read.</param>
    /// <param name="clock">Tells how far away the date of a Retry-After is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<HttpAnswer> Of(HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken) => new(
        response.StatusCode,
        response.ReasonPhrase,
        Keep(response),
        response.Content.Headers.ContentType,
        await response.Content.ReadAsByteArrayAsync(cancellationToken),
        response.RequestMessage!.Options.TryGetValue(BodyReader.IsTruncated, out var isTruncated) && isTruncated,
        response.RetryAfter(clock));

    private static Dictionary<string, string> Keep(HttpResponseMessage response) => response.Headers.NonValidated
        .Concat(response.Content.Headers.NonValidated)
        .Where(header => KeptHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
}
