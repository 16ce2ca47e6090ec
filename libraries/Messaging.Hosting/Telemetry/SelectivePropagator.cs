using System.Diagnostics;

namespace Messaging.Hosting.Telemetry;

/// <summary>Lets a part of another propagator's headers pass, both ways.</summary>
internal sealed class SelectivePropagator(DistributedContextPropagator whole, Propagation allowed) : DistributedContextPropagator
{
    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Fields => [.. whole.Fields.Where(Passes)];

    /// <inheritdoc/>
    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        whole.Inject(activity, carrier, setter is null ? null : (target, name, value) =>
        {
            if (Passes(name))
            {
                setter(target, name, value);
            }
        });

    /// <inheritdoc/>
    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        (traceId, traceState) = (null, null);
        if (allowed.Context)
        {
            whole.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
        allowed.Baggage ? whole.ExtractBaggage(carrier, getter) : null;

    private bool Passes(string field) => field is "traceparent" or "tracestate" ? allowed.Context : allowed.Baggage;
}
