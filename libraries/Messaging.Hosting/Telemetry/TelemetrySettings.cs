using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Messaging.Hosting.Telemetry;

/// <summary>
/// What the variables <c>OTEL_*</c> ask for. The SDK reads most of them itself, but not which exporters there are, and goes on in silence,
/// by its default,
/// where a value is bad: so all are checked here.
/// </summary>
/// <param name="Traces">Where traces go.</param>
/// <param name="Metrics">Where metrics go.</param>
/// <param name="Logs">Where logs go.</param>
/// <param name="Propagation">What is told to, and believed of, other processes.</param>
internal sealed record TelemetrySettings(SignalSettings Traces, SignalSettings Metrics, SignalSettings Logs, Propagation Propagation)
{
    private const int Longest = 3_600_000;

    /// <summary>Reads the variables.</summary>
    /// <returns><see langword="null"/> when nothing is to be collected.</returns>
    /// <exception cref="OptionsValidationException">A value is bad: with a sentence for each.</exception>
    public static TelemetrySettings? Read(IConfiguration configuration)
    {
        var variables = new StandardVariables(configuration);
        if (variables.Choice("OTEL_SDK_DISABLED", ("true", true), ("false", false)) == true)
        {
            return null;
        }

        var settings = new TelemetrySettings(
            Signal.Traces.Read(variables), Signal.Metrics.Read(variables), Signal.Logs.Read(variables), Propagation.Read(variables));
        Signal.CheckGeneral(variables);
        variables.Pairs("OTEL_RESOURCE_ATTRIBUTES");
        CheckSampler(variables);
        CheckMetrics(variables);
        CheckBatches(variables, "BSP");
        CheckBatches(variables, "BLRP");
        if (variables.Failures.Count > 0)
        {
            throw new OptionsValidationException("Telemetry", typeof(TelemetryOptions), variables.Failures);
        }

        return settings.Traces.IsOn || settings.Metrics.IsOn || settings.Logs.IsOn ? settings : null;
    }

    private static void CheckSampler(StandardVariables variables)
    {
        var takesShare = variables.Choice(
            "OTEL_TRACES_SAMPLER",
            ("always_on", false),
            ("always_off", false),
            ("traceidratio", true),
            ("parentbased_always_on", false),
            ("parentbased_always_off", false),
            ("parentbased_traceidratio", true));
        if (takesShare == true)
        {
            variables.Ratio("OTEL_TRACES_SAMPLER_ARG");
        }
    }

    private static void CheckMetrics(StandardVariables variables)
    {
        variables.Number("OTEL_METRIC_EXPORT_INTERVAL", 100, Longest);
        variables.Number("OTEL_METRIC_EXPORT_TIMEOUT", 1, Longest);
        variables.Choice("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", ("cumulative", 0), ("delta", 1), ("lowmemory", 2));
    }

    // Beyond these the SDK's constructors throw, or memory is no longer bounded.
    private static void CheckBatches(StandardVariables variables, string prefix)
    {
        const int defaultQueue = 2_048;
        const int defaultBatch = 512;
        variables.Number($"OTEL_{prefix}_SCHEDULE_DELAY", 1, Longest);
        variables.Number($"OTEL_{prefix}_EXPORT_TIMEOUT", 1, Longest);
        var queue = variables.Number($"OTEL_{prefix}_MAX_QUEUE_SIZE", 1, 1_000_000) ?? defaultQueue;
        var batch = variables.Number($"OTEL_{prefix}_MAX_EXPORT_BATCH_SIZE", 1, 1_000_000) ?? defaultBatch;
        if (batch > queue)
        {
            variables.Refuse(
                $"OTEL_{prefix}_MAX_EXPORT_BATCH_SIZE", $"{batch}", $"no more than OTEL_{prefix}_MAX_QUEUE_SIZE, which is {queue}");
        }
    }
}

/// <summary>
/// What is told of a process beyond the usual. Configuration section <c>Telemetry</c>; whether and where it is sent say the standard
/// variables <c>OTEL_*</c>.
/// </summary>
internal sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>
    /// Names of further activity sources whose spans are exported, such as <c>MassTransit</c>. Default: none; 50 at most.
    /// </summary>
    [MaxLength(50)]
    public IList<string> AdditionalSources { get; } = [];

    /// <summary>Names of further meters whose metrics are exported. Default: none; 50 at most.</summary>
    [MaxLength(50)]
    public IList<string> AdditionalMeters { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AdditionalSources.Any(string.IsNullOrWhiteSpace))
        {
            yield return new ValidationResult("Telemetry:AdditionalSources holds an empty name.", [nameof(AdditionalSources)]);
        }

        if (AdditionalMeters.Any(string.IsNullOrWhiteSpace))
        {
            yield return new ValidationResult("Telemetry:AdditionalMeters holds an empty name.", [nameof(AdditionalMeters)]);
        }
    }
}
