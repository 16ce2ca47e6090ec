using Microsoft.AspNetCore.Http;

namespace Messaging.BundledTasks.Tests.Http;

internal sealed record ReceivedRequest(string Method, string Target, Dictionary<string, string> Headers, string Body)
{
    public static async Task<ReceivedRequest> Read(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return new ReceivedRequest(
            request.Method,
            request.Path + request.QueryString,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
    }
}
