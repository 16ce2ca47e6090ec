using System.Globalization;
using System.Text.RegularExpressions;

namespace Messaging.Tasks.Serialization;

/// <summary>
/// Durations as people write them: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>, ISO 8601 such as <c>PT5M</c>, and as .NET
/// writes them, <c>[d.]hh:mm:ss[.f]</c>.
/// What two readers would take for different durations is none: months and years of ISO 8601, and <c>1:30</c>.
/// </summary>
public static partial class Durations
{
    private const int LongestText = 32;

    /// <summary>Reads a duration that is not negative.</summary>
    public static bool TryParse(string? text, out TimeSpan duration) =>
        TryParseSigned(text, out duration) && duration >= TimeSpan.Zero && text![0] != '-';

    /// <summary>Reads a duration that may begin with a minus.</summary>
    public static bool TryParseSigned(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null || text.Length > LongestText || Pattern().Match(text) is not { Success: true } match)
        {
            return false;
        }

        try
        {
            var ticks = Part(match, "days", TimeSpan.TicksPerDay)
                + Part(match, "weeks", 7 * TimeSpan.TicksPerDay)
                + Part(match, "hours", TimeSpan.TicksPerHour)
                + Part(match, "minutes", TimeSpan.TicksPerMinute)
                + Part(match, "seconds", TimeSpan.TicksPerSecond)
                + Part(match, "milliseconds", TimeSpan.TicksPerMillisecond);
            duration = TimeSpan.FromTicks(decimal.ToInt64(match.Groups["minus"].Success ? -ticks : ticks));
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static decimal Part(Match match, string unit, long ticks) =>
        match.Groups[unit] is { Success: true } amount
            ? decimal.Parse(amount.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * ticks
            : 0;

    [GeneratedRegex(
        """
        ^(?<minus>-)?(?:
          (?<milliseconds>[0-9]+(?:\.[0-9]+)?)ms
        | (?<seconds>[0-9]+(?:\.[0-9]+)?)s
        | (?<minutes>[0-9]+(?:\.[0-9]+)?)m
        | (?<hours>[0-9]+(?:\.[0-9]+)?)h
        | (?<days>[0-9]+(?:\.[0-9]+)?)d
        | (?:(?<days>[0-9]+)\.)?(?<hours>(?:[01][0-9]|2[0-3])):(?<minutes>[0-5][0-9]):(?<seconds>[0-5][0-9](?:\.[0-9]{1,7})?)
        | P(?<weeks>[0-9]+)W
        | P(?=[0-9T])(?:(?<days>[0-9]+)D)?(?:T(?=[0-9])(?:(?<hours>[0-9]+)H)?(?:(?<minutes>[0-9]+)M)?(?:(?<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?
        )\z
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}
