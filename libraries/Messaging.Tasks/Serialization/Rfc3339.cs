using System.Globalization;
using System.Text.RegularExpressions;

namespace Messaging.Tasks.Serialization;

/// <summary>
/// Times as RFC 3339 has them: with an offset, without which a time would mean another instant on another machine; <c>t</c> and <c>z</c> in
/// either case.
/// </summary>
public static partial class Rfc3339
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads an instant, with its offset. Of a fraction of a second the first seven digits count.</summary>
    public static bool TryParse(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null || Pattern().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var cut = string.Concat(match.Groups["time"].Value, match.Groups["fraction"].Value, match.Groups["offset"].Value)
            .ToUpperInvariant();
        return DateTimeOffset.TryParseExact(cut, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }

    /// <summary>Reads a time of day: <c>12:30:00</c>, with a fraction of up to seven digits, or <c>12:30</c>.</summary>
    public static bool TryParseTime(string? text, out TimeOnly time)
    {
        time = default;
        return text is not null && TimePattern().IsMatch(text) && TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out time);
    }

    [GeneratedRegex(@"^(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,7})?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();

    [GeneratedRegex(
        @"^(?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?:(?<fraction>\.[0-9]{1,7})[0-9]{0,20})?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
