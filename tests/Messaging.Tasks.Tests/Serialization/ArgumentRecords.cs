using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Messaging.Tasks.Tests.Serialization;

/// <summary>Arguments with one member each: a type, or a type with a rule.</summary>
public static class ArgumentRecords
{
    public sealed record OfBoolean(bool Value);

    public sealed record OfByte(byte Value);

    public sealed record OfSByte(sbyte Value);

    public sealed record OfShort(short Value);

    public sealed record OfUShort(ushort Value);

    public sealed record OfInt(int Value);

    public sealed record OfUInt(uint Value);

    public sealed record OfLong(long Value);

    public sealed record OfULong(ulong Value);

    public sealed record OfInt128(Int128 Value);

    public sealed record OfHalf(Half Value);

    public sealed record OfFloat(float Value);

    public sealed record OfDouble(double Value);

    public sealed record OfDecimal(decimal Value);

    public sealed record OfChar(char Value);

    public sealed record OfText(string Value);

    public sealed record OfGuid(Guid Value);

    public sealed record OfUri(Uri Value);

    public sealed record OfInstant(DateTimeOffset Value);

    public sealed record OfDateTime(DateTime Value);

    public sealed record OfDate(DateOnly Value);

    public sealed record OfTime(TimeOnly Value);

    public sealed record OfDuration(TimeSpan Value);

    public sealed record OfBytes(byte[] Value);

    public sealed record OfVersion(Version Value);

    public sealed record OfLevel(ArgumentTypes.Level Value);

    public sealed record OfPlace(ArgumentTypes.Place Value);

    public sealed record OfFlags(ArgumentTypes.Rights Value);

    public sealed record OfNullable(byte? Value);

    public sealed record OfNullableLevel(ArgumentTypes.Level? Value);

    public sealed record OfNullableText(string? Value);

    public sealed record OfTexts(string[] Value);

    public sealed record OfNullableTexts(List<string?> Value);

    public sealed record OfNested(List<string?[]?> Value);

    public sealed record OfValues(Dictionary<string, byte> Value);

    public sealed record OfNullableValues(IReadOnlyDictionary<string, string?> Value);

    public sealed record OfNumberKeys(Dictionary<int, string> Value);

    public sealed record OfEnumKeys(Dictionary<ArgumentTypes.Level, int> Value);

    public sealed record OfGuidKeys(Dictionary<Guid, int> Value);

    public sealed record OfInstantKeys(Dictionary<DateTimeOffset, int> Value);

    public sealed record OfAny(JsonElement Value);

    public sealed record OfPositionalRange([Range(1, 5)] int Value);

    public sealed class OfParameter([Range(1, 5)] int value)
    {
        public int Value { get; } = value;
    }

    public sealed record OfLongRange([Range(1, 5)] long Value);

    public sealed record OfFractionRange([Range(1, 5)] double Value);

    public sealed record OfOpenRange([property: Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)] double Value);

    public sealed record OfDecimalRange([Range(typeof(decimal), "0.1", "99.99")] decimal Value);

    public sealed record OfInstantRange(
        [Range(typeof(DateTimeOffset), "2030-01-01T00:00:00Z", "2030-12-31T00:00:00Z")] DateTimeOffset Value);

    public sealed record OfDateRange([Range(typeof(DateOnly), "2030-01-01", "2030-12-31")] DateOnly Value);

    public sealed record OfDurationRange([Range(typeof(TimeSpan), "00:00:00", "01:00:00", MaximumIsExclusive = true)] TimeSpan Value);

    public sealed record OfNullableRange([Range(1, 5)] int? Value);

    public sealed record OfStringLength([StringLength(3, MinimumLength = 2)] string Value);

    public sealed record OfMinLength([MinLength(2)] string Value);

    public sealed record OfMaxLength([MaxLength(2)] string Value);

    public sealed record OfMaxItems([MaxLength(2)] IReadOnlyList<int> Value);

    public sealed record OfLength([Length(1, 2)] HashSet<int> Value);

    public sealed record OfMaxMembers([MaxLength(1)] Dictionary<string, int> Value);

    public sealed record OfMaxBytes([MaxLength(3)] byte[] Value);

    public sealed record OfEmail([EmailAddress] string Value);

    public sealed record OfUrl([Url] string Value);

    public sealed record OfBase64Text([Base64String] string Value);

    public sealed record OfExpression([RegularExpression("[a-z]{2}|xyz")] string Value);

    public sealed record OfAllowedTexts([AllowedValues("a", "b")] string? Value);

    public sealed record OfAllowedNumbers([AllowedValues(1, 2)] int Value);

    public sealed record OfAllowedEnums([AllowedValues(ArgumentTypes.Level.Low)] ArgumentTypes.Level Value);

    public sealed record OfDeniedTexts([DeniedValues("a", "b")] string Value);

    public sealed record OfRequired([Required] string? Value);

    public sealed record OfRequiredEmpty([Required(AllowEmptyStrings = true)] string? Value);

    public sealed record OfRequiredNumber([Required] int? Value);

    public sealed record OfSeveralRules([Required, EmailAddress, StringLength(8), RegularExpression("[^A-Z]+")] string Value);

    public sealed record OfShape(ArgumentTypes.Shape Value);

    public sealed record OfOpenShape(ArgumentTypes.Named Value);

    public sealed record OfTree(ArgumentTypes.Tree Value);

    public sealed record OfExtension(ArgumentTypes.Extended Value);

    public sealed record OfSkipping(ArgumentTypes.Skipped Value);

    public sealed record OfJsonRequired(ArgumentTypes.Asked Value);

    public sealed record OfRanged(ArgumentTypes.Ranged Value);
}
