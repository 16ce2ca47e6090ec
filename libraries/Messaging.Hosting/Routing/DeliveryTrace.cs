using MassTransit;

namespace Messaging.Hosting.Routing;

/// <summary>The W3C trace context that a delivery came with.</summary>
public static class DeliveryTrace
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    /// <summary>
    /// What a delivery's headers say: a publisher's own <c>traceparent</c>, or the context that MassTransit's tracing sends along.
    /// </summary>
    /// <returns><see langword="null"/> when they say nothing.</returns>
    public static string? ParentOf(ReceiveContext delivery) =>
        Text(delivery, TraceParent) ?? Text(delivery, MassTransit.Logging.DiagnosticHeaders.ActivityId);

    /// <summary>The <c>tracestate</c> header.</summary>
    public static string? StateOf(ReceiveContext delivery) => Text(delivery, TraceState);

    private static string? Text(ReceiveContext delivery, string name) =>
        delivery.TransportHeaders.TryGetHeader(name, out var value) ? value as string : null;
}
