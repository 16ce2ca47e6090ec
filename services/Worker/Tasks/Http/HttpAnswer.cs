using System.Net;
using System.Net.Http.Headers;

namespace Messaging.Worker.Tasks.Http;

/// <summary>A response, read as far as it is kept, so that nothing of the connection outlives the try.</summary>
internal sealed record HttpAnswer(HttpStatusCode Status, string? Reason, IReadOnlyDictionary<string, string> Headers, MediaTypeHeaderValue? ContentType, byte[] Body, bool IsTruncated, TimeSpan? RetryAfter)
{
    /// <summary>Longest body that is kept: 128 KiB.</summary>
    public const int BodyLimit = 128 * 1024;

    private static readonly string[] KeptHeaders =
        ["Content-Language", "Content-Type", "Date", "ETag", "Last-Modified", "Link", "Location", "Retry-After", "X-Correlation-Id", "X-Request-Id"];

    public bool IsSuccess => (int)Status is (>= 200 and <= 299) or 304;

    /// <summary>Whether the host cannot do its work, as opposed to not wanting to.</summary>
    public bool IsServerError => (int)Status >= 500;

    public bool IsTransient => IsServerError || Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425;

    public static async Task<HttpAnswer> Read(HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BodyLimit + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return new HttpAnswer(
            response.StatusCode,
            response.ReasonPhrase,
            Keep(response),
            response.Content.Headers.ContentType,
            buffer[..Math.Min(length, BodyLimit)],
            length > BodyLimit,
            Wait(response.Headers.RetryAfter, clock));
    }

    private static Dictionary<string, string> Keep(HttpResponseMessage response) => response.Headers.NonValidated
        .Concat(response.Content.Headers.NonValidated)
        .Where(header => KeptHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());

    private static TimeSpan? Wait(RetryConditionHeaderValue? header, TimeProvider clock)
    {
        var wait = header?.Delta ?? header?.Date - clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
