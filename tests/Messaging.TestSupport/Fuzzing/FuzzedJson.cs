using System.Globalization;
using System.Text.Json;

namespace Messaging.TestSupport.Fuzzing;

/// <summary>Makes JSON of the kinds that submissions are made of, right and wrong.</summary>
public sealed class FuzzedJson(Random random)
{
    /// <summary>Of workers in any language: some make no sense.</summary>
    public static IReadOnlyList<string> Schemas { get; } =
    [
        """{"type":"object","properties":{"a":{"type":"integer","minimum":1,"maximum":9},"b":{"type":["string","null"],"format":"date-time"}},"required":["a"],"additionalProperties":false}""",
        """{"anyOf":[{"properties":{"$type":{"const":"x"}},"required":["$type"]},{"properties":{"$type":{"const":1},"a":{"$ref":"#"}},"required":["$type"]}]}""",
        """{"type":"object","propertyNames":{"format":"int32"},"additionalProperties":{"enum":[1,"a",null]}}""",
        """{"type":"array","items":{"type":"string","format":"time-span","contentEncoding":"base64","pattern":"(a+)+$"},"minItems":1,"maxItems":3}""",
        """{"allOf":[{"$ref":"#"},{"$ref":"#/allOf/0"}],"anyOf":[{"$ref":"#"},{"$ref":"#"}]}""",
        """{"type":7,"enum":"x","required":{},"properties":[],"items":3,"pattern":5,"format":[],"minimum":"1","maxLength":"x","anyOf":[1,null],"not":1,"const":[1]}""",
        """{"properties":{"a":{"minimum":-1e400,"maximum":1e400,"format":"decimal"},"b":{"format":"date","formatMinimum":5,"formatMaximum":"2030-01-01"}}}""",
        "true",
        "false",
    ];

    private static readonly string[] Fields =
    [
        "name",
        "args",
        "queue",
        "delay",
        "notBefore",
        "expiresAt",
        "id",
        "retry",
        "timeLimit",
        "key",
        "tags",
        "traceParent",
        "traceState",
        "x",
        "$type",
        "",
    ];

    private static readonly string[] Texts =
    [
        "", "a", "t0", "default", "30s", "P1M", "1:30", "99999999999d", "2030-01-31T12:00:00Z", "2030-01-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
        "5f0c3a5e-8e0b-4f0e-9a52-1a0f6f8f4d11", "00000000-0000-0000-0000-000000000000", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "exponential", "\u0000", "\n", "😀", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
    ];

    private static readonly string[] Numbers =
    [
        "0",
        "-0",
        "1",
        "-1",
        "1.0",
        "1e2",
        "1e400",
        "-1e-400",
        "9223372036854775808",
        "79228162514264337593543950336",
        "0.1",
        "1E+99999999999999999999",
    ];

    private static readonly string[] Damage =
    [
        "\\ud800",
        "\"",
        "{",
        "]",
        ",",
        "\u0001",
        "\\u0000",
        "1e9999",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "null",
        "-",
        "\uFEFF",
    ];

    public string Submission() => random.Next(20) == 0 ? Value(3) : $"{{\"name\":\"t{random.Next(Schemas.Count)}\",\"args\":{Value(4)}{string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => $",{Member(2)}"))}}}";

    /// <summary>Mostly as it is; now and then with something in it that does not belong there.</summary>
    public string Damaged(string body)
    {
        if (random.Next(4) != 0)
        {
            return body;
        }

        var place = random.Next(body.Length + 1);
        return string.Concat(
            body.AsSpan(0, place), Damage[random.Next(Damage.Length)], body.AsSpan(Math.Min(body.Length, place + random.Next(3))));
    }

    private string Value(int depth) => random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => Numbers[random.Next(Numbers.Length)],
        3 => Text(),
        4 => random.Next(-5, 20).ToString(CultureInfo.InvariantCulture),
        5 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Member(depth - 1)))}}}",
    };

    /// <summary>A value, as often as not of an object, whose members are any.</summary>
    public string Value() => Value(3);

    /// <summary>A member that a submission has, or nearly.</summary>
    public string Field() => $"{JsonSerializer.Serialize(Fields[2 + random.Next(Fields.Length - 3)])}:{Value(1)}";

    private string Member(int depth) => $"{(random.Next(2) == 0 ? JsonSerializer.Serialize(Fields[random.Next(Fields.Length)]) : random.Next(2) == 0 ? "\"a\"" : Text())}:{Value(depth)}";

    private string Text() => JsonSerializer.Serialize(Texts[random.Next(Texts.Length)]);
}
