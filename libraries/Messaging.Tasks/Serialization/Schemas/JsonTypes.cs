using System.Runtime.InteropServices;
using System.Text.Json;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>The types that JSON Schema knows, and their names for people.</summary>
internal static class JsonTypes
{
    public static bool Is(string type, JsonElement value) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && IsWhole(value),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => NameOf(value) == type,
    };

    public static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };

    public static string WithArticle(string type) => type switch
    {
        "null" => "null",
        "object" or "array" or "integer" => "an " + type,
        _ => "a " + type,
    };

    // The reader of arguments takes integers strictly: 1.0 and 1e2 are whole, yet not integers to it.
    private static bool IsWhole(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;
}
