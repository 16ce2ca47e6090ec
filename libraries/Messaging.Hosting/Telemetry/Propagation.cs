using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Messaging.Hosting.Telemetry;

/// <summary>
/// <c>OTEL_PROPAGATORS</c>: which headers tie this process's traces to those of others. The SDK does not read it, and .NET, which reads and
/// writes the
/// headers, has no propagator of its own for a part of them.
/// </summary>
/// <param name="Context">Whether <c>traceparent</c> and <c>tracestate</c> are sent and believed.</param>
/// <param name="Baggage">Whether <c>baggage</c> is.</param>
internal sealed record Propagation(bool Context, bool Baggage)
{
    private const string Variable = "OTEL_PROPAGATORS";

    /// <summary>Whether it is what .NET does without being asked.</summary>
    public bool IsDefault => Context && Baggage;

    /// <summary>Reads what is asked for. Default: <c>tracecontext,baggage</c>.</summary>
    public static Propagation Read(StandardVariables variables)
    {
        if (variables.Text(Variable) is not { } text)
        {
            return new Propagation(true, true);
        }

        var words = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words.Except(["tracecontext", "baggage", "none"]).Any() || (words.Contains("none") && words.Length > 1))
        {
            variables.Refuse(Variable, text, "tracecontext, baggage, both with a comma between, or none");
        }

        return new Propagation(words.Contains("tracecontext"), words.Contains("baggage"));
    }

    /// <summary>Makes it hold for requests that come in and that go out.</summary>
    public void Apply(IServiceCollection services)
    {
        // With any other than this one the instrumentation reads and writes the headers once more, past what is allowed here.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        if (!IsDefault)
        {
            // For requests that go out, which no container is asked for; and for those that come in.
            DistributedContextPropagator.Current = Of(DistributedContextPropagator.CreateDefaultPropagator());
            services.Replace(ServiceDescriptor.Singleton(DistributedContextPropagator.Current));
        }
    }

    /// <summary>A propagator that does this much of what another does.</summary>
    public DistributedContextPropagator Of(DistributedContextPropagator whole) => new Selective(whole, this);

    private sealed class Selective(DistributedContextPropagator whole, Propagation allowed) : DistributedContextPropagator
    {
        public override IReadOnlyCollection<string> Fields => [.. whole.Fields.Where(Passes)];

        public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
            whole.Inject(activity, carrier, setter is null ? null : (target, name, value) =>
            {
                if (Passes(name))
                {
                    setter(target, name, value);
                }
            });

        public override void ExtractTraceIdAndState(
            object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
        {
            (traceId, traceState) = (null, null);
            if (allowed.Context)
            {
                whole.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
            }
        }

        public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
            allowed.Baggage ? whole.ExtractBaggage(carrier, getter) : null;

        private bool Passes(string field) => field is "traceparent" or "tracestate" ? allowed.Context : allowed.Baggage;
    }
}
