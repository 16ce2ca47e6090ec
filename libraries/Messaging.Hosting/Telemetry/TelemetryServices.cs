using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Messaging.Hosting.Telemetry;

/// <summary>
/// Traces, metrics and logs for a collector, as the standard variables <c>OTEL_*</c> say. None of them set, nothing is built and nothing
/// listens.
/// </summary>
internal static class TelemetryServices
{
    private const string OwnName = "Messaging";
    private const string BusMeter = "MassTransit";

    /// <summary>Registers what the variables ask for.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="service">The service's name, unless a variable says otherwise.</param>
    /// <param name="traces">Adds instrumentation of the host's own.</param>
    /// <param name="metrics">Adds meters of the host's own.</param>
    /// <exception cref="OptionsValidationException">A variable has a bad value.</exception>
    public static void AddTelemetry(
        this IHostApplicationBuilder builder,
        string service,
        Action<TracerProviderBuilder>? traces = null,
        Action<MeterProviderBuilder>? metrics = null)
    {
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration("Telemetry").ValidateDataAnnotations().ValidateOnStart();
        if (TelemetrySettings.Read(builder.Configuration) is not { } settings)
        {
            return;
        }

        var additional = builder.Configuration.GetSection("Telemetry").Get<TelemetryOptions>() ?? new TelemetryOptions();
        var telemetry = builder.AddOpenTelemetry().ConfigureResource(resource => resource.AddProcess(service));
        builder.Services.AddSingleton<ExportFailureLog>();
        builder.Services.AddHostedService<TelemetryLifetime>();
        if (settings.Traces.IsOn)
        {
            settings.Propagation.Apply(builder.Services);
            telemetry.WithTracing(tracer =>
            {
                tracer.AddSource([OwnName, $"{OwnName}.*", .. additional.AdditionalSources]).AddHttpClientInstrumentation();
                traces?.Invoke(tracer);
                Export(tracer, settings.Traces);
            });
        }

        if (settings.Metrics.IsOn)
        {
            telemetry.WithMetrics(meter =>
            {
                meter.AddMeter([OwnName, BusMeter, .. additional.AdditionalMeters])
                    .AddView(WithoutFalseCounts)
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation();
                metrics?.Invoke(meter);
                Export(meter, settings.Metrics);
            });
        }

        if (settings.Logs.IsOn)
        {
            telemetry.WithLogging(
                logs => Export(logs, settings.Logs), options => (options.IncludeScopes, options.IncludeFormattedMessage) = (true, true));
        }
    }

    private static void Export(TracerProviderBuilder traces, SignalSettings settings) =>
        _ = settings.Exporter == SignalExporter.Console ? traces.AddConsoleExporter() : traces.AddOtlpExporter(settings.Apply);

    private static void Export(MeterProviderBuilder metrics, SignalSettings settings) =>
        _ = settings.Exporter == SignalExporter.Console ? metrics.AddConsoleExporter() : metrics.AddOtlpExporter(settings.Apply);

    private static void Export(LoggerProviderBuilder logs, SignalSettings settings) =>
        _ = settings.Exporter == SignalExporter.Console ? logs.AddConsoleExporter() : logs.AddOtlpExporter(settings.Apply);

    // MassTransit counts what is under way in counters that go down again, which a backend takes for resets.
    private static MetricStreamConfiguration? WithoutFalseCounts(Instrument instrument) =>
        instrument.Meter.Name == BusMeter && instrument.Name.EndsWith(".active", StringComparison.Ordinal)
            ? MetricStreamConfiguration.Drop
            : null;
}
