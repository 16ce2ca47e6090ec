using System.Text.Json.Serialization;
using Messaging.Hosting.Health;
using Messaging.Hosting.Loops;
using Messaging.Hosting.Security;
using Messaging.Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Hosting;

/// <summary>What every process of ours has: logs, telemetry, health, problem details, OpenAPI, API keys.</summary>
public static class ServiceDefaults
{
    /// <summary>Registers it.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="service">What telemetry calls this process, unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    /// <param name="defaultUrl">Where to listen when nothing is configured: a loopback address.</param>
    /// <exception cref="OptionsValidationException">A variable of OpenTelemetry has a bad value.</exception>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service, string defaultUrl)
    {
        AddLogs(builder);
        // Before all services, so that it starts before and stops after everything that is to be seen.
        builder.AddTelemetry(service);
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
        {
            builder.WebHost.UseUrls(defaultUrl);
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<LoopMonitor>();
        builder.Services.AddHealthChecks().AddCheck<LoopHealthCheck>("loops", tags: [HealthEndpoints.Ready]);
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi();
        builder.Services.AddApiKeys();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
        });
        return builder;
    }

    /// <summary>Puts it before the application's own endpoints.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication application)
    {
        application.UseTelemetry();
        application.UseExceptionHandler();
        application.UseStatusCodePages();
        application.UseMiddleware<ApiKeyMiddleware>();
        application.MapHealth();
        application.MapOpenApi();
        return application;
    }

    private static void AddLogs(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("MassTransit", LogLevel.Warning);
        if (builder.Configuration.GetValue<bool>("DOTNET_RUNNING_IN_CONTAINER"))
        {
            builder.Logging.AddJsonConsole(console => console.IncludeScopes = true);
        }
        else
        {
            builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.IncludeScopes, console.TimestampFormat) = (true, true, "HH:mm:ss.fff "));
        }
    }
}
