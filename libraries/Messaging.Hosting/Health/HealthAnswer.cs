using Microsoft.AspNetCore.Http;

namespace Messaging.Hosting.Health;

/// <summary>The answer to a probe: 200 or 503, and never to be kept.</summary>
internal sealed class HealthAnswer(HealthDocument document, bool isUnhealthy) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = isUnhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        httpContext.Response.Headers.CacheControl = "no-store";
        return httpContext.Response.WriteAsJsonAsync(document);
    }
}
