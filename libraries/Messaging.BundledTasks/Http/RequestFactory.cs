using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Messaging.Tasks;

namespace Messaging.BundledTasks.Http;

/// <summary>Makes requests out of arguments, and refuses hosts and headers that the worker does not allow.</summary>
internal sealed class RequestFactory
{
    // What callers of an API need. Others steer connections and proxies, or claim who the client is.
    private static readonly string[] UsualHeaders =
    [
        "Accept", "Accept-Language", "Authorization", "Content-Language", "Content-Type", "If-Match", "If-Modified-Since", "If-None-Match",
        "If-Unmodified-Since", "Prefer", "User-Agent", "X-Api-Key", "X-Correlation-Id", "X-Request-Id",
    ];

    private readonly RequestHttpArguments _arguments;
    private readonly Guid _taskId;
    private readonly long _fence;

    /// <exception cref="InvalidArgumentsException">The host or a header is not allowed.</exception>
    public RequestFactory(RequestHttpArguments arguments, Guid taskId, long fence, RequestHttpOptions options)
    {
        _arguments = arguments;
        _taskId = taskId;
        _fence = fence;
        Uri = new Uri(arguments.Url);
        if (options.AllowedHosts.Length > 0 && !options.AllowedHosts.Any(IsHost))
        {
            throw new InvalidArgumentsException(
                $"'url': The host '{Uri.IdnHost}' is not one of {RequestHttpOptions.Section}:AllowedHosts.");
        }

        var refused = arguments.Headers.Keys.FirstOrDefault(
            name => !UsualHeaders.Concat(options.AdditionalHeaders).Contains(name, StringComparer.OrdinalIgnoreCase));
        if (refused is not null)
        {
            throw new InvalidArgumentsException(
                $"'headers': '{refused}' may not be set. {RequestHttpOptions.Section}:AdditionalHeaders can allow it.");
        }
    }

    public Uri Uri { get; }

    /// <summary>A new request, for all tries of an attempt.</summary>
    public HttpRequestMessage Create()
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(_arguments.Method), Uri) { Content = Content() };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("messaging-worker", productVersion: null));
        if (!_arguments.IsSafe)
        {
            request.Headers.Add("Idempotency-Key", _taskId.ToString());
            // The fencing token: whoever is called can refuse an attempt that comes after a later one.
            request.Headers.Add("Task-Attempt", _fence.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var (name, value) in _arguments.Headers)
        {
            // In place of a default of ours, if there is one.
            HttpHeaders? headers = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
                ? request.Content?.Headers
                : request.Headers;
            headers?.Remove(name);
            headers?.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private bool IsHost(string pattern) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? Uri.IdnHost.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : Uri.IdnHost.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    private ByteArrayContent? Content()
    {
        if (_arguments.Body is not { } body)
        {
            return null;
        }

        var isText = body.ValueKind is JsonValueKind.String;
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(isText ? body.GetString()! : body.GetRawText()));
        content.Headers.ContentType = new MediaTypeHeaderValue(
            isText ? MediaTypeNames.Text.Plain : MediaTypeNames.Application.Json, "utf-8");
        return content;
    }
}
