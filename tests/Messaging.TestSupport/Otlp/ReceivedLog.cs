namespace Messaging.TestSupport.Otlp;

/// <summary>A log record as a collector gets it. Ids are empty outside of a span.</summary>
public sealed record ReceivedLog(
    DateTimeOffset Time,
    string Severity,
    string Body,
    string TraceId,
    string SpanId,
    IReadOnlyDictionary<string, object?> Attributes,
    IReadOnlyDictionary<string, object?> ResourceAttributes,
    string ScopeName)
{
    /// <summary>The service that wrote it.</summary>
    public string Service => $"{ResourceAttributes.GetValueOrDefault("service.name")}";
}
