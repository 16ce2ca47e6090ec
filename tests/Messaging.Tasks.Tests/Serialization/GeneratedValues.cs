using System.Text.Json;

namespace Messaging.Tasks.Tests.Serialization;

/// <summary>JSON values near the edges of what types and rules allow, the same in every run.</summary>
internal static class GeneratedValues
{
    private const int PerCase = 150;
    private const int Seed = 20301231;

    private static readonly string[] Values =
    [
        "null", "true", "{}", "[]", "[null]", "[1,2,3]", "[\"a\"]", "{\"a\":1}", "{\"1\":\"x\"}", "{\"a\":null}",
        "0", "-0", "1", "5", "6", "-1", "1.0", "1.5", "1e0", "1e2", "127", "128", "-128", "-129", "255", "256", "32767", "32768", "65535", "65536",
        "2147483647", "2147483648", "-2147483649", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "65504", "65536.5", "3.4e38", "3.5e38", "1.7e308", "1.8e308", "-1e999", "1e-999",
        "79228162514264337593543950335", "79228162514264337593543950336", "1e28", "1e29",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "a", "ab", "abc", "abcdef", "😀", "\n", "ab\n", "a@b", "@b", "a@", "a@b@c", "http://x", "HTTPS://x", "ftp://x", "http:/x", "http://", "http://[", "x y", "/path",
        "5f0c3a5e-8e0b-4f0e-9a52-1a0f6f8f4d11", "5F0C3A5E-8E0B-4F0E-9A52-1A0F6F8F4D11", "5f0c3a5e8e0b4f0e9a521a0f6f8f4d11", "{5f0c3a5e-8e0b-4f0e-9a52-1a0f6f8f4d11}",
        "2030-01-31", "2030-02-30", "2030-1-31", "2030-01-31T12:00:00Z", "2030-01-31t12:00:00z", "2030-01-31T12:00:00", "2030-01-31T12:00:00+02:00", "2030-01-31T12:00Z",
        "2030-01-31T12:00:00.123456789Z", "2030-01-31T24:00:00Z", "2030-01-31T12:00:60Z", "2030-01-31 12:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00",
        "12:30:00", "12:30", "12:30:00.5", "24:00:00", "12:30:00Z", "1.00:00:00", "-00:05:00", "30s", "5m", "PT5M", "P1M", "1:30", "1d", "-1d", "10675199.02:48:05.4775807", "10675199.02:48:05.4775808",
        "1.2", "1.2.3.4", "1", "1.2.3.4.5", "2147483648.1", "1. 2", "AQI=", "AQI", "A QI=", "AQID", "AQIDBA==", "low", "high", "Low", "LOW", "low,high", "low, high", "low,  high", "1",
    ];

    private static readonly string[] Pieces = ["", "0", "9", "-", ":", ".", "T", "z", "a", ",", " ", "\\u0061", "e9"];

    private static readonly string[] All = [.. Values, .. Texts.Select(text => JsonSerializer.Serialize(text))];

    /// <summary>
    /// Every value as it is, in an array, and as member and name of an object; and some that are joined of parts of the case's own.
    /// </summary>
    public static IEnumerable<string> For(ArgumentCase rule)
    {
        string[] own = [.. rule.Right, .. rule.Wrong];
        var random = new Random(Seed);
        string[] mutated = [.. Enumerable.Range(0, PerCase).Select(_ => Mutated(own[random.Next(own.Length)], random))];
        return All.Concat(own)
            .SelectMany(value => new[] { value, $"[{value}]", $"{{\"k\":{value}}}" })
            .Concat(Texts.Select(text => $"{{{JsonSerializer.Serialize(text)}:\"a\"}}"))
            .Concat(mutated.Where(IsJson));
    }

    private static string Mutated(string text, Random random)
    {
        var place = random.Next(text.Length + 1);
        var piece = Pieces[random.Next(Pieces.Length)];
        return string.Concat(text.AsSpan(0, place), piece, text.AsSpan(Math.Min(text.Length, place + random.Next(4))));
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return false;
        }
    }
}
