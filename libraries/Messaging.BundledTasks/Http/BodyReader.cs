namespace Messaging.BundledTasks.Http;

/// <summary>
/// Reads the body of an answer as far as it is kept, within the try, so that nothing of the connection outlives it and a body that breaks
/// off is another try's matter.
/// </summary>
internal sealed class BodyReader : DelegatingHandler
{
    /// <summary>Longest body that is kept: 128 KiB.</summary>
    public const int Limit = 128 * 1024;

    /// <summary>On an answer's request: whether the body went on after that.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsTruncated = new("is-truncated");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            using var whole = response.Content;
            await using var stream = await whole.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[Limit + 1];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            request.Options.Set(IsTruncated, length > Limit);
            response.Content = new ByteArrayContent(buffer, 0, Math.Min(length, Limit));
            foreach (var (name, values) in whole.Headers.NonValidated)
            {
                response.Content.Headers.TryAddWithoutValidation(name, values);
            }

            return response;
        }
        catch (Exception exception) when (exception is InvalidDataException or (InvalidOperationException and not ObjectDisposedException))
        {
            response.Dispose();
            throw new HttpRequestException(
                "The body of the answer is not compressed as its Content-Encoding says.", exception, response.StatusCode);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
