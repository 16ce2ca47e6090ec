using System.Runtime.InteropServices;
using System.Text.Json;

namespace Messaging.Producer.Submission;

/// <summary>JSON may escape half of a surrogate pair (RFC 8259, section 8.2), which is no text: no serializer on the way to a worker could write it.</summary>
internal static class UnicodeText
{
    /// <summary>Whether every string and member name within is text.</summary>
    public static bool IsIn(JsonElement json) => JsonMarshal.GetRawUtf8Value(json).IndexOf("\\u"u8) < 0 || AllStrings(json).All(IsText);

    private static IEnumerable<Func<string?>> AllStrings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(AllStrings),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => AllStrings(member.Value).Prepend(() => member.Name)),
        _ => [],
    };

    private static bool IsText(Func<string?> read)
    {
        try
        {
            read();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
