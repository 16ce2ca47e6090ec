using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Lifecycle.Storage;

/// <summary>
/// Arguments and results as they came, without the white space between their tokens. The standard converter would unescape and escape every
/// string:
/// more bytes for any other language than English, and an exception for half a surrogate pair, which JSON allows and callers send.
/// </summary>
internal sealed class RawJsonConverter : JsonConverter<JsonElement>
{
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        writer.WriteRawValue(raw.ContainsAny(WhiteSpace) ? Compact(raw) : raw, skipInputValidation: true);
    }

    private static ReadOnlySpan<byte> Compact(ReadOnlySpan<byte> raw)
    {
        var compact = new byte[raw.Length];
        var length = 0;
        var isInString = false;
        for (var i = 0; i < raw.Length; i++)
        {
            var letter = raw[i];
            if (isInString && letter == (byte)'\\')
            {
                compact[length++] = letter;
                letter = raw[++i];
            }
            else if (letter == (byte)'"')
            {
                isInString = !isInString;
            }

            if (isInString || !WhiteSpace.Contains(letter))
            {
                compact[length++] = letter;
            }
        }

        return compact.AsSpan(0, length);
    }
}
