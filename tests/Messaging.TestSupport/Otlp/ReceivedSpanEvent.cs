namespace Messaging.TestSupport.Otlp;

/// <summary>Something that happened within a span.</summary>
public sealed record ReceivedSpanEvent(string Name, DateTimeOffset Time, IReadOnlyDictionary<string, object?> Attributes);
