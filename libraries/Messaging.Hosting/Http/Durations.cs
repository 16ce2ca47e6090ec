using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Messaging.Hosting.Http;

/// <summary>Durations as people write them: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>, ISO 8601 such as <c>PT5M</c>, or as .NET writes them, <c>00:05:00</c>. Never negative.</summary>
public static partial class Durations
{
    /// <summary>Reads a duration.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null || text.Length > 32)
        {
            return false;
        }

        try
        {
            duration = Pattern().Match(text) is { Success: true } match
                ? double.Parse(match.Groups["amount"].ValueSpan, CultureInfo.InvariantCulture) * UnitOf(match.Groups["unit"].Value)
                : text.Contains(':', StringComparison.Ordinal) ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture) : XmlConvert.ToTimeSpan(text);
            return duration >= TimeSpan.Zero;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return false;
        }
    }

    private static TimeSpan UnitOf(string unit) => unit switch
    {
        "ms" => TimeSpan.FromMilliseconds(1),
        "s" => TimeSpan.FromSeconds(1),
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    [GeneratedRegex(@"^(?<amount>\d+(\.\d+)?)(?<unit>ms|s|m|h|d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
