using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Messaging.Hosting.Telemetry;

/// <summary>Names the spans of requests after method and route, as the conventions have it, and tells how they were answered. ASP.NET Core leaves that to others.</summary>
internal sealed class RequestSpans : IMiddleware
{
    /// <inheritdoc/>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
        {
            await next(context);
            return;
        }

        // A path that nothing answers at is no name: there is no end of them.
        span.DisplayName = context.Request.Method;
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { Length: > 0 } route)
        {
            span.SetTag("http.route", route);
            span.DisplayName = $"{context.Request.Method} {route}";
        }

        await next(context);
        span.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
