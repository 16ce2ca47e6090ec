using System.Diagnostics;

namespace Messaging.TestSupport.Otlp;

/// <summary>A span as a collector gets it. Ids are lower-case hex; the parent's is empty for a root.</summary>
public sealed record ReceivedSpan(
    string TraceId,
    string SpanId,
    string ParentSpanId,
    string TraceState,
    uint Flags,
    string Name,
    ActivityKind Kind,
    DateTimeOffset Start,
    DateTimeOffset End,
    IReadOnlyDictionary<string, object?> Attributes,
    IReadOnlyList<ReceivedSpanEvent> Events,
    IReadOnlyList<ReceivedSpanLink> Links,
    ActivityStatusCode Status,
    string StatusMessage,
    IReadOnlyDictionary<string, object?> ResourceAttributes,
    string ScopeName)
{
    /// <summary>The service that made it.</summary>
    public string Service => $"{ResourceAttributes.GetValueOrDefault("service.name")}";

    public TimeSpan Duration => End - Start;

    public override string ToString() =>
        $"{Service}: {Name} [{Kind}] {Duration.TotalMilliseconds:F1} ms{(Status == ActivityStatusCode.Error ? $" error: {StatusMessage}" : "")}"
        + $"{(Links.Count > 0 ? $" -> {string.Join(", ", Links.Select(link => $"{link.TraceId}/{link.SpanId}"))}" : "")}"
        + $" {{{string.Join(", ", Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"))}}}";
}
