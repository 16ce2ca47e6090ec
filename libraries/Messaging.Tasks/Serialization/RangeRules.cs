using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Messaging.Tasks.Serialization.Schemas;

namespace Messaging.Tasks.Serialization;

/// <summary>Ranges of numbers, and of dates, times and durations.</summary>
internal static class RangeRules
{
    private static readonly HashSet<Type> Numbers =
    [
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(
            Int128), typeof(UInt128),
        typeof(Half), typeof(float), typeof(double), typeof(decimal),
    ];

    /// <summary>How bounds are written, and what they are called.</summary>
    private static readonly Dictionary<Type, Func<object, string>> Times = new()
    {
        [typeof(DateTime)] = bound =>
            Utc(bound is DateTime time ? time : DateTime.Parse(Text(bound), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
        [typeof(DateTimeOffset)] = bound =>
            Utc(
                bound is DateTimeOffset time
                    ? time.UtcDateTime
                    : DateTimeOffset.Parse(Text(bound), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime),
        [typeof(DateOnly)] = bound =>
            (bound is DateOnly date ? date : DateOnly.Parse(Text(bound), CultureInfo.InvariantCulture))
                .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        [typeof(TimeOnly)] = bound =>
            (bound is TimeOnly time ? time : TimeOnly.Parse(Text(bound), CultureInfo.InvariantCulture))
                .ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        [typeof(TimeSpan)] = bound =>
            (bound is TimeSpan duration ? duration : TimeSpan.Parse(Text(bound), CultureInfo.InvariantCulture)).ToString(),
    };

    /// <exception cref="InvalidOperationException">The range is of something else than the member.</exception>
    public static void Add(JsonObject node, RangeAttribute range, Type type)
    {
        try
        {
            if (Numbers.Contains(type) && Numbers.Contains(range.OperandType))
            {
                Bound(
                    node, range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum", Number(range.Minimum), isTighter: order => order > 0);
                Bound(
                    node, range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum", Number(range.Maximum), isTighter: order => order < 0);
                return;
            }

            if (range.OperandType == type && Times.TryGetValue(type, out var write))
            {
                Bound(node, range.MinimumIsExclusive ? "formatExclusiveMinimum" : "formatMinimum", write(range.Minimum), isTighter: null);
                Bound(node, range.MaximumIsExclusive ? "formatExclusiveMaximum" : "formatMaximum", write(range.Maximum), isTighter: null);
                return;
            }
        }
        catch (FormatException)
        {
        }

        throw AttributeRules.Misplaced(range, type);
    }

    /// <summary>Sets a bound, unless the one that the type has is tighter.</summary>
    private static void Bound(JsonObject node, string keyword, JsonNode? bound, Func<int, bool>? isTighter)
    {
        if (bound is not null
            && (isTighter is null || node[keyword] is not { } present || isTighter(Literal(bound).CompareTo(Literal(present)))))
        {
            node[keyword] = bound;
        }
    }

    private static NumberLiteral Literal(JsonNode number) => NumberLiteral.Of(Encoding.UTF8.GetBytes(number.ToJsonString()));

    /// <summary>A bound; none when it is infinite.</summary>
    private static JsonNode? Number(object bound) => bound switch
    {
        int whole => JsonValue.Create(whole),
        double number => double.IsInfinity(number) ? null : JsonNode.Parse(number.ToString("R", CultureInfo.InvariantCulture)),
        _ => JsonNode.Parse(decimal.TryParse(Text(bound), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? exact.ToString(CultureInfo.InvariantCulture)
            : double.Parse(Text(bound), NumberStyles.Float, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)),
    };

    private static string Utc(DateTime time) =>
        (time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static string Text(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture)!;
}
