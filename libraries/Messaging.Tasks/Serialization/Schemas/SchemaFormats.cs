using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>
/// The formats of texts and numbers, each with the very reader that a handler's arguments are read with. A format that is not here lets
/// everything pass.
/// </summary>
internal static class SchemaFormats
{
    public const string Instant = "date-time";
    public const string Date = "date";
    public const string Time = "partial-time";
    public const string Duration = "time-span";


    private static readonly Dictionary<string, (string Example, Func<string, bool> Fits)> Texts = new(StringComparer.Ordinal)
    {
        [Instant] = ("an RFC 3339 time with offset, such as 2030-01-31T12:00:00Z", text => Rfc3339.TryParse(text, out _)),
        [Date] = (
            "a date such as 2030-01-31",
            text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)),
        [Time] = ("a time of day such as 12:30:00", text => Rfc3339.TryParseTime(text, out _)),
        [Duration] = ("a duration such as 30s, PT5M or 00:05:00", text => Durations.TryParseSigned(text, out _)),
        ["uuid"] = ("a UUID such as 5f0c3a5e-8e0b-4f0e-9a52-1a0f6f8f4d11", IsUuid),
        ["uri-reference"] = ("a URI", text => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _)),
        ["version"] = (
            "a version such as 1.2.3", text => Version.TryParse(text, out _) && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1])),
        ["int8"] = Whole<sbyte>(),
        ["uint8"] = Whole<byte>(),
        ["int16"] = Whole<short>(),
        ["uint16"] = Whole<ushort>(),
        ["int32"] = Whole<int>(),
        ["uint32"] = Whole<uint>(),
        ["int64"] = Whole<long>(),
        ["uint64"] = Whole<ulong>(),
        ["int128"] = Whole<Int128>(),
        ["uint128"] = Whole<UInt128>(),
    };

    private static readonly (string Example, Func<JsonElement, bool> Fits) NotNegative = (
        "a number without a minus", number => JsonMarshal.GetRawUtf8Value(number)[0] != (byte)'-');

    private static readonly Dictionary<string, (string Example, Func<JsonElement, bool> Fits)> Numbers = new(StringComparer.Ordinal)
    {
        ["float"] = ("within the range of 32-bit floating point", number => number.TryGetSingle(out var value) && float.IsFinite(value)),
        ["double"] = ("within the range of 64-bit floating point", number => number.TryGetDouble(out var value) && double.IsFinite(value)),
        ["half"] = (
            "within the range of 16-bit floating point",
            number =>
                Half.TryParse(JsonMarshal.GetRawUtf8Value(number), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    && Half.IsFinite(value)),
        // Which the reader does not take to be 0.
        ["uint8"] = NotNegative,
        ["uint16"] = NotNegative,
        ["uint32"] = NotNegative,
        ["uint64"] = NotNegative,
        ["uint128"] = NotNegative,
        ["decimal"] = ("of at most 28 digits before the point", number => number.TryGetDecimal(out _)),
    };

    /// <summary>What a text of a format must be; <see langword="null"/> when it is that.</summary>
    public static string? FaultOf(string format, string text) =>
        Texts.TryGetValue(format, out var known) && !known.Fits(text) ? known.Example : null;

    /// <summary>What a number of a format must be; <see langword="null"/> when it is that.</summary>
    public static string? FaultOf(string format, JsonElement number) =>
        Numbers.TryGetValue(format, out var known) && !known.Fits(number) ? known.Example : null;

    /// <summary>How a text compares with a bound of the same format; <see langword="null"/> when the two cannot be compared.</summary>
    public static int? Compare(string format, string text, string bound) => format switch
    {
        Instant when Rfc3339.TryParse(text, out var left) && Rfc3339.TryParse(bound, out var right) => left.CompareTo(right),
        Duration when Durations.TryParseSigned(text, out var left) && Durations.TryParseSigned(bound, out var right) =>
            left.CompareTo(right),
        Time when Rfc3339.TryParseTime(text, out var left) && Rfc3339.TryParseTime(bound, out var right) => left.CompareTo(right),
        Date => string.CompareOrdinal(text, bound),
        _ => null,
    };

    /// <summary>
    /// How a number compares with a bound: as the numbers that they are read as, so that what is read keeps to the bound too; all others by
    /// all their digits.
    /// </summary>
    public static int Compare(string? format, JsonElement number, JsonElement bound) => format switch
    {
        "float" => number.GetSingle().CompareTo(bound.GetSingle()),
        "double" => number.GetDouble().CompareTo(bound.GetDouble()),
        "half" => ((Half)number.GetDouble()).CompareTo((Half)bound.GetDouble()),
        "decimal" when number.TryGetDecimal(out var left) && bound.TryGetDecimal(out var right) => left.CompareTo(right),
        _ => NumberLiteral.Of(JsonMarshal.GetRawUtf8Value(number)).CompareTo(NumberLiteral.Of(JsonMarshal.GetRawUtf8Value(bound))),
    };

    private static bool IsUuid(string text) =>
        Utf8Parser.TryParse(Encoding.UTF8.GetBytes(text), out Guid _, out var read, 'D') && read == text.Length;

    private static (string Example, Func<string, bool> Fits) Whole<T>()
        where T : struct, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T> =>
        (
            $"a whole number from {T.MinValue} to {T.MaxValue}",
            text => T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
}
