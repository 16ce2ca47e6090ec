using System.Diagnostics;
using Messaging.Lifecycle.Tracing;

namespace Messaging.Producer.Submission;

/// <summary>The W3C trace context that a submission came with.</summary>
/// <param name="Parent">Its <c>traceparent</c>, if there is one.</param>
/// <param name="State">Its <c>tracestate</c>, if there is one.</param>
internal readonly record struct TraceOrigin(string? Parent, string? State)
{
    /// <summary>That of a request: of its span here or, when nobody makes one, of its caller.</summary>
    public static TraceOrigin OfRequest(string? parent, string? state) =>
        Activity.Current is { } span ? new TraceOrigin(span.Id, span.TraceStateString) : Of(parent, state);

    /// <summary>That of a text which came from elsewhere; none when it cannot be read.</summary>
    public static TraceOrigin Of(string? parent, string? state) =>
        TraceContexts.Parse(parent) == default
            ? default
            : new TraceOrigin(parent, state is { Length: <= TraceContexts.LongestState } ? state : null);
}
