using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Messaging.Hosting.Telemetry;

/// <summary>Keeps no span of a health probe: there are many, and each is like the other. Everything else is left to another sampler.</summary>
internal sealed class ProbeSampler(Sampler inner) : Sampler
{
    private const string Probes = "/health/";

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind == ActivityKind.Server && IsProbe(samplingParameters.Tags) ? new SamplingResult(SamplingDecision.Drop) : inner.ShouldSample(samplingParameters);

    private static bool IsProbe(IEnumerable<KeyValuePair<string, object?>>? tags)
    {
        foreach (var tag in tags ?? [])
        {
            if (tag.Key == "url.path")
            {
                return tag.Value is string path && path.StartsWith(Probes, StringComparison.OrdinalIgnoreCase);
            }
        }

        return false;
    }
}
