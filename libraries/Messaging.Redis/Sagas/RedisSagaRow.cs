using System.Buffers;
using System.Globalization;
using System.Text;

namespace Messaging.Redis.Sagas;

/// <summary>
/// A row's value: 8 hex digits of version, 8 that were drawn when the row was created, and the saga as JSON.
/// <c>CompareAndWrite.lua</c> compares the 16 digits.
/// </summary>
internal sealed class RedisSagaRow
{
    public const int HeaderLength = 16;

    private const int VersionLength = 8;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);

    /// <exception cref="FormatException">The value does not begin with a header.</exception>
    public RedisSagaRow(byte[] value)
    {
        Value = value;
        if (value.Length < HeaderLength
            || value.AsSpan(0, HeaderLength).ContainsAnyExcept(HexDigits)
            || !int.TryParse(value.AsSpan(0, VersionLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var version))
        {
            throw new FormatException($"The value does not begin with {HeaderLength} hex digits: this repository did not write it.");
        }

        Version = version;
    }

    public byte[] Value { get; }

    public int Version { get; }

    public byte[] Header => Value[..HeaderLength];

    public ReadOnlySpan<byte> Life => Value.AsSpan(VersionLength, HeaderLength - VersionLength);

    public ReadOnlySpan<byte> Payload => Value.AsSpan(HeaderLength);

    public static void WriteHeader(Span<byte> header, int version, ReadOnlySpan<byte> life)
    {
        Encoding.ASCII.GetBytes(version.ToString("x8", CultureInfo.InvariantCulture), header);
        life.CopyTo(header[VersionLength..]);
    }
}
