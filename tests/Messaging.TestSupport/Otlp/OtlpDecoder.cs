using System.Diagnostics;

namespace Messaging.TestSupport.Otlp;

/// <summary>Reads export requests by the field numbers of opentelemetry-proto 1.x. What tests do not ask for is passed over.</summary>
internal static class OtlpDecoder
{
    public static IEnumerable<ReceivedSpan> Spans(ProtoMessage request) => Records(request, Span);

    public static IEnumerable<ReceivedMetric> Metrics(ProtoMessage request) => Records(request, Metric);

    public static IEnumerable<ReceivedLog> Logs(ProtoMessage request) => Records(request, Log);

    // All three requests are built alike: resources, in them scopes, in them records.
    private static IEnumerable<T> Records<T>(
        ProtoMessage request, Func<ProtoMessage, IReadOnlyDictionary<string, object?>, string, T> read) =>
        from perResource in request.Messages(1)
        let resource = perResource.Message(1) is { } message ? Attributes(message, 1) : new Dictionary<string, object?>()
        from perScope in perResource.Messages(2)
        let scope = perScope.Message(1)?.Text(1) ?? ""
        from record in perScope.Messages(2)
        select read(record, resource, scope);

    private static ReceivedSpan Span(ProtoMessage span, IReadOnlyDictionary<string, object?> resource, string scope) => new(
        span.Hex(1),
        span.Hex(2),
        span.Hex(4),
        span.Text(3),
        (uint)span.Bits(16),
        span.Text(5),
        Kind(span.Bits(6)),
        span.Time(7),
        span.Time(8),
        Attributes(span, 9),
        [.. span.Messages(11).Select(told => new ReceivedSpanEvent(told.Text(2), told.Time(1), Attributes(told, 3)))],
        [.. span.Messages(13).Select(link => new ReceivedSpanLink(link.Hex(1), link.Hex(2), link.Text(3), Attributes(link, 4)))],
        (ActivityStatusCode)(span.Message(15)?.Bits(3) ?? 0),
        span.Message(15)?.Text(2) ?? "",
        resource,
        scope);

    private static ReceivedMetric Metric(ProtoMessage metric, IReadOnlyDictionary<string, object?> resource, string scope)
    {
        var (kind, data) = metric switch
        {
            _ when metric.Message(5) is { } gauge => ("gauge", gauge),
            _ when metric.Message(7) is { } sum => ("sum", sum),
            _ when metric.Message(9) is { } histogram => ("histogram", histogram),
            _ => throw new InvalidDataException($"{metric.Text(1)} is neither a gauge nor a sum nor a histogram."),
        };
        return new ReceivedMetric(
            metric.Text(1), metric.Text(3), metric.Text(2), kind, kind == "sum"
                && data.Bits(3) == 1,
                [
                    .. data.Messages(1).Select(point => kind == "histogram" ? HistogramPoint(point) : NumberPoint(point)),
                ], resource, scope);
    }

    private static ReceivedPoint NumberPoint(ProtoMessage point) =>
        new(point.Has(6) ? (long)point.Bits(6) : point.Double(4), 0, [], [], Attributes(point, 7));

    private static ReceivedPoint HistogramPoint(ProtoMessage point) =>
        new(
            point.Double(5),
            point.Bits(4),
            [.. point.Packed(7).Select(BitConverter.UInt64BitsToDouble)],
            [.. point.Packed(6)],
            Attributes(point, 9));

    private static ReceivedLog Log(ProtoMessage record, IReadOnlyDictionary<string, object?> resource, string scope) => new(
        record.Time(1), record.Text(3), $"{(record.Message(5) is { } body ? Value(body) : null)}", record.Hex(9), record.Hex(
            10), Attributes(record, 6), resource, scope);

    // The wire has a zero for "not said" before ours.
    private static ActivityKind Kind(ulong kind) => kind == 0 ? ActivityKind.Internal : (ActivityKind)(kind - 1);

    private static Dictionary<string, object?> Attributes(ProtoMessage message, int number)
    {
        var attributes = new Dictionary<string, object?>();
        foreach (var pair in message.Messages(number))
        {
            attributes[pair.Text(1)] = pair.Message(2) is { } value ? Value(value) : null;
        }

        return attributes;
    }

    private static object? Value(ProtoMessage value) => value switch
    {
        _ when value.Has(1) => value.Text(1),
        _ when value.Has(2) => value.Bits(2) == 1,
        _ when value.Has(3) => (long)value.Bits(3),
        _ when value.Has(4) => value.Double(4),
        _ when value.Has(5) => value.Message(5)!.Messages(1).Select(Value).ToArray(),
        _ when value.Has(6) => Attributes(value.Message(6)!, 1),
        _ when value.Has(7) => value.Bytes(7),
        _ => null,
    };
}
