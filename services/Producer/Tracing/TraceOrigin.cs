using System.Diagnostics;

namespace Messaging.Producer.Tracing;

/// <summary>The W3C trace context that a submission came with.</summary>
/// <param name="Parent">Its <c>traceparent</c>, if there is one.</param>
/// <param name="State">Its <c>tracestate</c>, if there is one.</param>
internal readonly record struct TraceOrigin(string? Parent, string? State)
{
    /// <summary>That of the request being served.</summary>
    public static TraceOrigin OfRequest => new(Activity.Current?.Id, Activity.Current?.TraceStateString);
}
