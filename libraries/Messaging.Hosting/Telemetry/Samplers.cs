using OpenTelemetry.Trace;

namespace Messaging.Hosting.Telemetry;

/// <summary><c>OTEL_TRACES_SAMPLER</c> and its argument. Read here and not by the SDK, which takes no sampler of ours then.</summary>
internal static class Samplers
{
    private enum Kind
    {
        Always,
        Never,
        Ratio,
        ParentElseAlways,
        ParentElseNever,
        ParentElseRatio,
    }

    /// <summary>The sampler that is asked for. Default: what the caller decided, and every trace that begins here.</summary>
    public static Sampler Read(StandardVariables variables)
    {
        var kind = variables.Choice(
            "OTEL_TRACES_SAMPLER",
            ("always_on", Kind.Always),
            ("always_off", Kind.Never),
            ("traceidratio", Kind.Ratio),
            ("parentbased_always_on", Kind.ParentElseAlways),
            ("parentbased_always_off", Kind.ParentElseNever),
            ("parentbased_traceidratio", Kind.ParentElseRatio));
        var ratio = kind is Kind.Ratio or Kind.ParentElseRatio ? variables.Ratio("OTEL_TRACES_SAMPLER_ARG") ?? 1 : 1;
        return new ProbeSampler(kind switch
        {
            Kind.Always => new AlwaysOnSampler(),
            Kind.Never => new AlwaysOffSampler(),
            Kind.Ratio => new TraceIdRatioBasedSampler(ratio),
            Kind.ParentElseNever => new ParentBasedSampler(new AlwaysOffSampler()),
            Kind.ParentElseRatio => new ParentBasedSampler(new TraceIdRatioBasedSampler(ratio)),
            _ => new ParentBasedSampler(new AlwaysOnSampler()),
        });
    }
}
