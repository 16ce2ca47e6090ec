using System.Buffers.Text;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>
/// A number as JSON writes it, with all its digits: what is one more than the largest <see cref="long"/> is no larger as a
/// <see cref="double"/>. The value is
/// <c>0.digits</c> times ten to the power of <c>exponent</c>.
/// </summary>
internal readonly ref struct NumberLiteral
{
    private const long LargestExponent = long.MaxValue / 4;

    private readonly bool _isNegative;
    private readonly ReadOnlySpan<byte> _digits;
    private readonly long _exponent;

    private NumberLiteral(bool isNegative, ReadOnlySpan<byte> digits, long exponent)
    {
        _isNegative = isNegative;
        _digits = digits;
        _exponent = exponent;
    }

    /// <summary>Reads a number that is valid JSON.</summary>
    public static NumberLiteral Of(ReadOnlySpan<byte> json)
    {
        var isNegative = json[0] == (byte)'-';
        var rest = isNegative ? json[1..] : json;
        var power = 0L;
        if (rest.IndexOfAny((byte)'e', (byte)'E') is >= 0 and var mark)
        {
            power = PowerOf(rest[(mark + 1)..]);
            rest = rest[..mark];
        }

        var point = rest.IndexOf((byte)'.');
        var digits = point < 0 ? rest : (byte[])[.. rest[..point], .. rest[(point + 1)..]];
        var zeros = digits.IndexOfAnyExcept((byte)'0');
        return zeros < 0
            ? default
            : new NumberLiteral(isNegative, digits[zeros..].TrimEnd((byte)'0'), (point < 0 ? rest.Length : point) - zeros + power);
    }

    public int CompareTo(NumberLiteral other)
    {
        var sign = Sign.CompareTo(other.Sign);
        if (sign != 0 || Sign == 0)
        {
            return sign;
        }

        var size = _exponent == other._exponent ? _digits.SequenceCompareTo(other._digits) : _exponent.CompareTo(other._exponent);
        return _isNegative ? -size : size;
    }

    private int Sign => _digits.IsEmpty ? 0 : _isNegative ? -1 : 1;

    private static long PowerOf(ReadOnlySpan<byte> text)
    {
        var unsigned = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        var power = Utf8Parser.TryParse(unsigned, out long value, out _) && value < LargestExponent ? value : LargestExponent;
        return text[0] == (byte)'-' ? -power : power;
    }
}
