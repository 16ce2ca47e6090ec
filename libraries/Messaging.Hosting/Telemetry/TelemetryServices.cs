using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Messaging.Hosting.Telemetry;

/// <summary>Traces, metrics and logs for a collector, as the standard variables <c>OTEL_*</c> say. None of them set, nothing is built and nothing listens.</summary>
internal static class TelemetryServices
{
    private static readonly string[] Sources = ["Messaging", "Microsoft.AspNetCore", "System.Net.Http"];

    private static readonly string[] Meters =
        ["Messaging", "MassTransit", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http"];

    /// <summary>Registers what the variables ask for.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="service">The service's name, unless a variable says otherwise.</param>
    /// <exception cref="OptionsValidationException">A variable has a bad value.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration("Telemetry").ValidateDataAnnotations().ValidateOnStart();
        if (TelemetrySettings.Read(builder.Configuration) is not { } settings)
        {
            return;
        }

        var additional = builder.Configuration.GetSection("Telemetry").Get<TelemetryOptions>() ?? new TelemetryOptions();
        var telemetry = new TelemetryBuilder(builder.Services).ConfigureResource(resource => resource.AddProcess(service));
        builder.Services.AddSingleton<ExportFailureLog>();
        builder.Services.AddHostedService<TelemetryLifetime>();
        if (settings.Traces.IsOn)
        {
            // Without these attributes a server span has neither method nor path, and no probe can be told from another request.
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
            builder.Services.AddSingleton<RequestSpans>();
            AddPropagation(builder.Services, settings.Propagation);
            telemetry.WithTracing(traces => Add(traces.AddSource([.. Sources, .. additional.AdditionalSources]).SetSampler(settings.Sampler), settings.Traces));
        }

        if (settings.Metrics.IsOn)
        {
            telemetry.WithMetrics(metrics => Add(metrics.AddMeter([.. Meters, .. additional.AdditionalMeters]).AddView(WithoutFalseCounts), settings.Metrics));
        }

        if (settings.Logs.IsOn)
        {
            telemetry.WithLogging(logs => Add(logs, settings.Logs), options => (options.IncludeScopes, options.IncludeFormattedMessage) = (true, true));
        }

        // The exporters' own requests, which would tell of themselves each time.
        builder.Logging.AddFilter("System.Net.Http.HttpClient.Otlp", LogLevel.Warning);
    }

    /// <summary>Puts what traces need before the application's own endpoints, when there are traces.</summary>
    public static void UseTelemetry(this WebApplication application)
    {
        if (application.Services.GetService<RequestSpans>() is not null)
        {
            application.UseMiddleware<RequestSpans>();
        }
    }

    private static void Add(TracerProviderBuilder traces, SignalSettings settings) =>
        _ = settings.Exporter == SignalExporter.Console ? traces.AddConsoleExporter() : traces.AddOtlpExporter(settings.Apply);

    private static void Add(MeterProviderBuilder metrics, SignalSettings settings) =>
        _ = settings.Exporter == SignalExporter.Console ? metrics.AddConsoleExporter() : metrics.AddOtlpExporter(settings.Apply);

    private static void Add(LoggerProviderBuilder logs, SignalSettings settings) =>
        _ = settings.Exporter == SignalExporter.Console ? logs.AddConsoleExporter() : logs.AddOtlpExporter(settings.Apply);

    // MassTransit counts what is under way in counters that go down again, which a backend takes for resets.
    private static MetricStreamConfiguration? WithoutFalseCounts(System.Diagnostics.Metrics.Instrument instrument) =>
        instrument.Meter.Name == "MassTransit" && instrument.Name.EndsWith(".active", StringComparison.Ordinal) ? MetricStreamConfiguration.Drop : null;

    private static void AddPropagation(IServiceCollection services, Propagation propagation)
    {
        if (!propagation.IsDefault)
        {
            // For requests that go out, which no container is asked for; and for those that come in.
            DistributedContextPropagator.Current = propagation.Of(DistributedContextPropagator.CreateDefaultPropagator());
            services.Replace(ServiceDescriptor.Singleton(DistributedContextPropagator.Current));
        }
    }
}
