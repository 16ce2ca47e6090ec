using System.Text.Json.Serialization;
using Messaging.AspNetCore.Health;
using Messaging.AspNetCore.Security;
using Messaging.Hosting.Health;
using Messaging.Hosting.Logging;
using Messaging.Hosting.Serialization;
using Messaging.Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Messaging.AspNetCore;

/// <summary>What every process of ours has: logs, telemetry, health, problem details, OpenAPI, API keys.</summary>
public static class ServiceDefaults
{
    /// <summary>Registers it.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="service">What telemetry calls this process, unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    /// <param name="defaultUrl">Where to listen when nothing is configured: a loopback address.</param>
    /// <exception cref="OptionsValidationException">A variable of OpenTelemetry has a bad value, or <c>urls</c> is not a list of
    /// addresses.</exception>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service, string defaultUrl)
    {
        builder.AddServiceLogging();
        // Before all services, so that it starts before and stops after everything that is to be seen.
        builder.AddTelemetry(
            service,
            traces => traces.AddAspNetCoreInstrumentation(requests => requests.Filter = context => !IsProbe(context.Request.Path)),
            metrics => metrics.AddAspNetCoreInstrumentation());
        ListeningAddresses.Use(builder, defaultUrl);

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHealth();
        builder.Services.AddAccess();
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            // As deep as rows may be: whatever was accepted, from a worker in another language for instance, can be shown.
            json.SerializerOptions.MaxDepth = 1000;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            json.SerializerOptions.Converters.Add(new RawJsonConverter());
        });
        return builder;
    }

    /// <summary>Puts it before the application's own endpoints.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication application)
    {
        application.UseExceptionHandler();
        application.UseStatusCodePages();
        application.Use(AnswerHeadLikeGet);
        // By itself it would come before everything here, and see another method.
        application.UseRouting();
        application.UseAuthentication();
        application.UseAuthorization();
        application.MapHealth();
        application.MapOpenApi();
        return application;
    }

    // There are many, and each is like the other.
    private static bool IsProbe(PathString path) => path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whatever can be read can be asked about without its content (RFC 9110, section 9.3.2), which the server leaves out by itself.
    /// </summary>
    private static async Task AnswerHeadLikeGet(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    }
}
