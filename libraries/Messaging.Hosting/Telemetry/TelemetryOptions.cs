using System.ComponentModel.DataAnnotations;

namespace Messaging.Hosting.Telemetry;

/// <summary>What is told of a process beyond the usual. Configuration section <c>Telemetry</c>; whether and where it is sent say the standard variables <c>OTEL_*</c>.</summary>
internal sealed class TelemetryOptions : IValidatableObject
{
    /// <summary>Names of further activity sources whose spans are exported, such as <c>MassTransit</c>. Default: none; 50 at most.</summary>
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
