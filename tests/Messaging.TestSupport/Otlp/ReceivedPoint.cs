namespace Messaging.TestSupport.Otlp;

/// <summary>A value of a metric.</summary>
/// <param name="Value">A gauge's or sum's value; the sum of what a histogram has seen.</param>
/// <param name="Count">How many a histogram has seen; 0 for others.</param>
/// <param name="Bounds">A histogram's bounds.</param>
/// <param name="Buckets">How many fell below each, and above the last.</param>
/// <param name="Attributes">The attributes.</param>
public sealed record ReceivedPoint(
    double Value, ulong Count, IReadOnlyList<double> Bounds, IReadOnlyList<ulong> Buckets, IReadOnlyDictionary<string, object?> Attributes)
{
    public override string ToString() =>
        $"{Value} {{{string.Join(", ", Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"))}}}";
}
