namespace Messaging.TestSupport.Otlp;

/// <summary>A span that another points to without being its child.</summary>
public sealed record ReceivedSpanLink(string TraceId, string SpanId, string TraceState, IReadOnlyDictionary<string, object?> Attributes);
