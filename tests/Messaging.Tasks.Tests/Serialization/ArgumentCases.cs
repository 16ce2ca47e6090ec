namespace Messaging.Tasks.Tests.Serialization;

/// <summary>The table of types and rules.</summary>
internal static class ArgumentCases
{
    public static IReadOnlyList<ArgumentCase> All { get; } =
    [
        ArgumentCase.Of<ArgumentRecords.OfBoolean>(["true", "false"], ["null", "1", "\"true\""]),
        ArgumentCase.Of<ArgumentRecords.OfByte>(["0", "255"], ["-1", "256", "1.0", "1e1", "\"1\"", "null"]),
        ArgumentCase.Of<ArgumentRecords.OfSByte>(["-128", "127"], ["-129", "128"]),
        ArgumentCase.Of<ArgumentRecords.OfShort>(["-32768", "32767"], ["-32769", "32768"]),
        ArgumentCase.Of<ArgumentRecords.OfUShort>(["0", "65535"], ["-1", "65536"]),
        ArgumentCase.Of<ArgumentRecords.OfInt>(["-2147483648", "2147483647"], ["-2147483649", "2147483648", "1e2"]),
        ArgumentCase.Of<ArgumentRecords.OfUInt>(["0", "4294967295"], ["-1", "4294967296"]),
        ArgumentCase.Of<ArgumentRecords.OfLong>(
            ["-9223372036854775808", "9223372036854775807"], ["-9223372036854775809", "9223372036854775808"]),
        ArgumentCase.Of<ArgumentRecords.OfULong>(["0", "18446744073709551615"], ["-1", "18446744073709551616"]),
        ArgumentCase.Of<ArgumentRecords.OfInt128>(
            ["170141183460469231731687303715884105727"], ["170141183460469231731687303715884105728", "1.5"]),
        ArgumentCase.Of<ArgumentRecords.OfHalf>(["1.5", "65504"], ["65536", "\"1\""], it => Half.IsFinite(it.Value)),
        ArgumentCase.Of<ArgumentRecords.OfFloat>(
            ["1.5", "3.4e38", "-1e-99"], ["3.5e38", "-1e39", "\"NaN\""], it => float.IsFinite(it.Value)),
        ArgumentCase.Of<ArgumentRecords.OfDouble>(["1.5", "1.7e308"], ["1e309", "-1e999", "\"Infinity\""], it => double.IsFinite(it.Value)),
        ArgumentCase.Of<ArgumentRecords.OfDecimal>(["79228162514264337593543950335", "0.1"], ["79228162514264337593543950336", "1e29"]),
        ArgumentCase.Of<ArgumentRecords.OfChar>(["\"a\"", "\"\\n\""], ["\"\"", "\"ab\"", "\"😀\"", "1"]),
        ArgumentCase.Of<ArgumentRecords.OfText>(["\"\"", "\"a\""], ["null", "1"]),
        ArgumentCase.Of<ArgumentRecords.OfGuid>(
            ["\"5f0c3a5e-8e0b-4f0e-9a52-1a0f6f8f4d11\"", "\"5F0C3A5E-8E0B-4F0E-9A52-1A0F6F8F4D11\""],
            ["\"5f0c3a5e8e0b4f0e9a521a0f6f8f4d11\"", "\"x\"", "\"\""]),
        ArgumentCase.Of<ArgumentRecords.OfUri>(["\"https://example.org/a\"", "\"/path\""], ["\"http://\"", "\"http://[\"", "1"]),
        ArgumentCase.Of<ArgumentRecords.OfInstant>(
            [
                "\"2030-01-31T12:00:00Z\"",
                "\"2030-01-31t12:00:00.123z\"",
                "\"2030-01-31T12:00:00+02:00\"",
                "\"2030-01-31T12:00:00.123456789Z\"",
            ],
            [
                "\"2030-01-31T12:00:00\"",
                "\"2030-01-31\"",
                "\"2030-01-31T12:00Z\"",
                "\"2030-02-30T12:00:00Z\"",
                "\"0001-01-01T00:00:00+01:00\"",
                "1",
            ]),
        ArgumentCase.Of<ArgumentRecords.OfDateTime>(
            ["\"2030-01-31T12:00:00Z\"", "\"2030-01-31t12:00:00+02:00\""], ["\"2030-01-31T12:00:00\"", "\"2030-01-31\""]),
        ArgumentCase.Of<ArgumentRecords.OfDate>(["\"2030-01-31\""], ["\"2030-02-30\"", "\"2030-1-31\"", "\"2030-01-31T00:00:00Z\""]),
        ArgumentCase.Of<ArgumentRecords.OfTime>(
            ["\"12:30:00\"", "\"23:59:59.9999999\""], ["\"24:00:00\"", "\"12\"", "\"12:30:00Z\"", "\"1.00:00:00\""]),
        ArgumentCase.Of<ArgumentRecords.OfDuration>(
            ["\"30s\"", "\"5m\"", "\"PT5M\"", "\"1.02:03:04.5\"", "\"-00:05:00\""],
            ["\"P1M\"", "\"P1Y\"", "\"1:30\"", "\"30\"", "\"24:00:00\"", "30"]),
        ArgumentCase.Of<ArgumentRecords.OfBytes>(["\"AQI=\"", "\"\""], ["\"AQI\"", "\"?\"", "[1,2]"]),
        ArgumentCase.Of<ArgumentRecords.OfVersion>(["\"1.2\"", "\"1.2.3.4\""], ["\"1\"", "\"1.2.3.4.5\"", "\"2147483648.0\"", "\" 1.2\""]),
        ArgumentCase.Of<ArgumentRecords.OfLevel>(
            ["\"low\"", "\"veryHigh\""], ["\"Low\"", "\"LOW\"", "0", "\"low, veryHigh\"", "\"none\"", "\"\""]),
        ArgumentCase.Of<ArgumentRecords.OfPlace>(["\"first-one\""], ["\"first\"", "\"First\""]),
        ArgumentCase.Of<ArgumentRecords.OfFlags>(
            ["\"read\"", "\"read, write\"", "\"write,read\"", "\"all\"", "\"\""],
            ["\"Read\"", "\"read;write\"", "3", "\"read,\"", "\"read,  write\""]),
        ArgumentCase.Of<ArgumentRecords.OfNullable>(["null", "1"], ["\"1\"", "256"]),
        ArgumentCase.Of<ArgumentRecords.OfNullableLevel>(["null", "\"low\""], ["\"Low\"", "0"]),
        ArgumentCase.Of<ArgumentRecords.OfNullableText>(["null", "\"a\""], ["1"]),
        ArgumentCase.Of<ArgumentRecords.OfTexts>(["[]", "[\"a\"]"], ["null", "[null]", "[1]"], it => !it.Value.Contains(null!)),
        ArgumentCase.Of<ArgumentRecords.OfNullableTexts>(["[null]", "[\"a\",null]"], ["null", "[1]"]),
        ArgumentCase.Of<ArgumentRecords.OfNested>(["[[\"a\",null],null]"], ["[[1]]", "[null,7]"]),
        ArgumentCase.Of<ArgumentRecords.OfValues>(["{}", "{\"any name\":255}"], ["{\"a\":256}", "{\"a\":null}", "[]"]),
        ArgumentCase.Of<ArgumentRecords.OfNullableValues>(["{\"a\":null,\"b\":\"x\"}"], ["{\"a\":1}"]),
        ArgumentCase.Of<ArgumentRecords.OfNumberKeys>(
            ["{\"1\":\"a\",\"-5\":\"b\"}"],
            ["{\"a\":\"a\"}", "{\"1.0\":\"a\"}", "{\"2147483648\":\"a\"}", "{\" 1\":\"a\"}"],
            it => it.Value.All(entry => entry.Value is not null)),
        ArgumentCase.Of<ArgumentRecords.OfEnumKeys>(["{\"low\":1}"], ["{\"Low\":1}", "{\"0\":1}"]),
        ArgumentCase.Of<ArgumentRecords.OfGuidKeys>(["{\"5f0c3a5e-8e0b-4f0e-9a52-1a0f6f8f4d11\":1}"], ["{\"x\":1}"]),
        ArgumentCase.Of<ArgumentRecords.OfInstantKeys>(["{\"2030-01-31T12:00:00z\":1}"], ["{\"2030-01-31T12:00:00\":1}"]),
        ArgumentCase.Of<ArgumentRecords.OfAny>(["1", "\"a\"", "{\"a\":[null]}"], []),
        ArgumentCase.Of<ArgumentRecords.OfPositionalRange>(["1", "5"], ["0", "6", "99", "null"], it => it.Value is >= 1 and <= 5),
        ArgumentCase.Of<ArgumentRecords.OfParameter>(["1", "5"], ["0", "6"], it => it.Value is >= 1 and <= 5),
        ArgumentCase.Of<ArgumentRecords.OfLongRange>(["1", "5"], ["0", "6", "99999999999"], it => it.Value is >= 1 and <= 5),
        ArgumentCase.Of<ArgumentRecords.OfFractionRange>(["1", "4.9"], ["0.9", "5.1", "5.4"], it => it.Value is >= 1 and <= 5),
        ArgumentCase.Of<ArgumentRecords.OfOpenRange>(["0.1", "0.9"], ["0", "1", "1.0"], it => it.Value is > 0 and < 1),
        ArgumentCase.Of<ArgumentRecords.OfDecimalRange>(["0.10", "99.99"], ["0.09", "100"]),
        ArgumentCase.Of<ArgumentRecords.OfInstantRange>(
            ["\"2030-01-01T00:00:00Z\"", "\"2030-12-31T01:00:00+02:00\""], ["\"2029-12-31T23:59:59Z\"", "\"2031-01-01T00:00:00Z\""]),
        ArgumentCase.Of<ArgumentRecords.OfDateRange>(["\"2030-01-01\"", "\"2030-12-31\""], ["\"2029-12-31\"", "\"2031-01-01\""]),
        ArgumentCase.Of<ArgumentRecords.OfDurationRange>(["\"1s\"", "\"PT59M\""], ["\"1h\"", "\"2h\"", "\"-1s\""]),
        ArgumentCase.Of<ArgumentRecords.OfNullableRange>(["null", "3"], ["0"], it => it.Value is null or (>= 1 and <= 5)),
        ArgumentCase.Of<ArgumentRecords.OfStringLength>(["\"ab\"", "\"abc\"", "\"😀\""], ["\"a\"", "\"abcd\"", "\"😀😀\""]),
        ArgumentCase.Of<ArgumentRecords.OfMinLength>(["\"ab\""], ["\"a\"", "\"\""]),
        ArgumentCase.Of<ArgumentRecords.OfMaxLength>(["\"\"", "\"ab\""], ["\"abc\""]),
        ArgumentCase.Of<ArgumentRecords.OfMaxItems>(["[]", "[1,2]"], ["[1,2,3]"]),
        ArgumentCase.Of<ArgumentRecords.OfLength>(["[1]", "[1,2]"], ["[]", "[1,2,3]", "null"]),
        ArgumentCase.Of<ArgumentRecords.OfMaxMembers>(["{}", "{\"a\":1}"], ["{\"a\":1,\"b\":2}"]),
        ArgumentCase.Of<ArgumentRecords.OfMaxBytes>(["\"AQI=\"", "\"AQID\""], ["\"AQIDBA==\""]),
        ArgumentCase.Of<ArgumentRecords.OfEmail>(
            ["\"a@b\"", "\"ann@example.org\""], ["\"a\"", "\"@b\"", "\"a@\"", "\"a@b@c\"", "\"a@b\\n\"", "\"\""]),
        ArgumentCase.Of<ArgumentRecords.OfUrl>(
            ["\"http://x\"", "\"HTTPS://x\"", "\"ftp://x\""], ["\"x\"", "\"mailto:a@b\"", "\"http:/x\""]),
        ArgumentCase.Of<ArgumentRecords.OfBase64Text>(["\"AQI=\""], ["\"AQI\""]),
        ArgumentCase.Of<ArgumentRecords.OfExpression>(["\"ab\"", "\"xyz\"", "\"\""], ["\"Ab\"", "\"ab\\n\"", "\"a b\""]),
        ArgumentCase.Of<ArgumentRecords.OfAllowedTexts>(["\"a\"", "\"b\""], ["\"c\"", "\"A\"", "null"]),
        ArgumentCase.Of<ArgumentRecords.OfAllowedNumbers>(["1", "2"], ["3", "1.0"]),
        ArgumentCase.Of<ArgumentRecords.OfAllowedEnums>(["\"low\""], ["\"veryHigh\"", "\"Low\""]),
        ArgumentCase.Of<ArgumentRecords.OfDeniedTexts>(["\"c\""], ["\"a\"", "\"b\""]),
        ArgumentCase.Of<ArgumentRecords.OfRequired>(["\"a\"", "\" a\""], ["null", "\"\"", "\" \"", "\"\\n\""]),
        ArgumentCase.Of<ArgumentRecords.OfRequiredEmpty>(["\"a\"", "\"\""], ["null"]),
        ArgumentCase.Of<ArgumentRecords.OfRequiredNumber>(["0"], ["null"]),
        ArgumentCase.Of<ArgumentRecords.OfSeveralRules>(["\"a@b\""], ["\"a@bcdefgh\"", "\"\"", "\"A@b\"", "\"a\""]),
        ArgumentCase.Of<ArgumentRecords.OfShape>(
            ["{\"$type\":\"circle\",\"radius\":1}", "{\"radius\":1,\"$type\":\"circle\"}", "{\"$type\":\"square\",\"side\":2}"],
            [
                "{\"radius\":1}",
                "{\"$type\":\"triangle\"}",
                "{\"$type\":\"circle\",\"side\":1}",
                "{\"$type\":\"circle\",\"radius\":0}",
                "{}",
                "null",
                "1",
            ],
            it => it.Value is not ArgumentTypes.Circle { Radius: < 1 or > 9 }),
        ArgumentCase.Of<ArgumentRecords.OfOpenShape>(
            ["{\"kind\":1,\"name\":\"x\"}", "{\"name\":\"x\",\"more\":true,\"kind\":2}", "{\"name\":\"x\"}"],
            ["{\"kind\":3,\"name\":\"x\"}", "{\"kind\":\"1\",\"name\":\"x\"}", "{\"name\":\"x\",\"more\":true}"]),
        ArgumentCase.Of<ArgumentRecords.OfTree>(
            ["{\"count\":1}", "{\"count\":1,\"left\":{\"count\":2},\"kids\":[{\"count\":3}]}"],
            [
                "{\"count\":0}",
                "{\"count\":1,\"left\":{\"count\":9}}",
                "{\"count\":1,\"kids\":[{\"count\":9}]}",
                "{\"count\":1,\"kids\":[{\"count\":1,\"kids\":[{\"x\":1}]}]}",
            ],
            it => it.Value.IsMeant),
        ArgumentCase.Of<ArgumentRecords.OfExtension>(["{\"known\":1,\"other\":\"x\"}"], ["{\"known\":\"1\"}"]),
        ArgumentCase.Of<ArgumentRecords.OfSkipping>(["{\"known\":1,\"other\":\"x\"}"], ["{\"known\":\"1\"}"]),
        ArgumentCase.Of<ArgumentRecords.OfJsonRequired>(["{\"known\":1}"], ["{}", "{\"known\":null}"]),
        ArgumentCase.Of<ArgumentRecords.OfRanged>(["{\"known\":1}"], ["{}", "{\"known\":0}"], it => it.Value.Known is >= 1 and <= 5),
    ];
}
