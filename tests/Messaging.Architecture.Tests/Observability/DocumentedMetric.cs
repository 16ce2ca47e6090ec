using System.Text.RegularExpressions;

namespace Messaging.Architecture.Tests.Observability;

/// <summary>A metric as code makes it, or as <c>docs/operations/metrics.md</c> lists it.</summary>
internal sealed partial record DocumentedMetric(string Name, string Type, string Unit)
{
    public const string Document = "docs/operations/metrics.md";

    /// <summary>All that are listed.</summary>
    public static IReadOnlyList<DocumentedMetric> Listed { get; } =
    [
        .. File.ReadAllLines(Path.Combine(Repository.Root, Document)).Select(line => Row.Match(line)).Where(match => match.Success)
            .Select(match => new DocumentedMetric(match.Groups["name"].Value, match.Groups["type"].Value, match.Groups["unit"].Value)),
    ];

    /// <summary>All that are made anywhere in delivered code.</summary>
    public static IReadOnlyList<DocumentedMetric> Made { get; } =
    [
        .. Repository.Delivered.SelectMany(file => Instrument.Matches(string.Join('\n', file.Lines)))
            .Select(
                match => new DocumentedMetric(match.Groups["name"].Value, TypeOf(match.Groups["type"].Value), match.Groups["unit"].Value)),
    ];

    /// <summary>
    /// The names of its series in Prometheus, which replaces dots, appends the unit unless it is in braces, and <c>_total</c> to counters.
    /// </summary>
    public IEnumerable<string> Series
    {
        get
        {
            var name = Name.Replace('.', '_') + (Unit == "s" ? "_seconds" : Unit == "By" ? "_bytes" : "");
            return Type switch
            {
                "counter" => [$"{name}_total"],
                "histogram" => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
                _ => [name],
            };
        }
    }

    private static string TypeOf(string method) => method switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "UpDownCounter" or "ObservableUpDownCounter" => "up-down counter",
        "Gauge" or "ObservableGauge" => "gauge",
        _ => "histogram",
    };

    [GeneratedRegex(@"^\| `(?<name>[a-z_.]+)` \| (?<type>[a-z -]+) \| (?<unit>\S+) \|")]
    private static partial Regex Row { get; }

    /// <summary>
    /// The unit is the first text after the name that looks like one: between them an observable instrument has its callback.
    /// </summary>
    [GeneratedRegex(@"\.Create(?<type>Counter|ObservableCounter|UpDownCounter|ObservableUpDownCounter|Gauge|ObservableGauge|Histogram)(<\w+>)?\(\s*""(?<name>[^""]+)""[^;]*?""(?<unit>s|By|1|\{[a-z]+\})""")]
    private static partial Regex Instrument { get; }
}
