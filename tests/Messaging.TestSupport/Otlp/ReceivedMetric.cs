namespace Messaging.TestSupport.Otlp;

/// <summary>A metric as one export told it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Description">What it says of itself.</param>
/// <param name="Kind"><c>gauge</c>, <c>sum</c> or <c>histogram</c>.</param>
/// <param name="IsMonotonic">Whether a sum only grows.</param>
/// <param name="Points">A value for each set of attributes.</param>
/// <param name="ResourceAttributes">The process.</param>
/// <param name="ScopeName">The meter.</param>
public sealed record ReceivedMetric(
    string Name,
    string Unit,
    string Description,
    string Kind,
    bool IsMonotonic,
    IReadOnlyList<ReceivedPoint> Points,
    IReadOnlyDictionary<string, object?> ResourceAttributes,
    string ScopeName)
{
    /// <summary>The service that made it.</summary>
    public string Service => $"{ResourceAttributes.GetValueOrDefault("service.name")}";

    public override string ToString() => $"{Service}: {ScopeName} {Name} ({Unit}) {Kind} {string.Join("; ", Points)}";
}
