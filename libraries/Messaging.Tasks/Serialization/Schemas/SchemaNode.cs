using System.Runtime.InteropServices;
using System.Text.Json;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>
/// A part of a schema, taken apart once: a check asks for some twenty keywords of each part, most of which are not there.
/// </summary>
internal sealed class SchemaNode
{
    private static readonly Dictionary<string, SchemaNode> None = [];

    private SchemaPattern? _pattern;

    private SchemaNode(JsonElement element)
    {
        Element = element;
        Text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        Items = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().Select(item => new SchemaNode(item))] : [];
        if (element.ValueKind != JsonValueKind.Object)
        {
            Members = None;
            return;
        }

        Members = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            // Of two of one name the last counts, as it does where a member is asked for.
            Members[member.Name] = new SchemaNode(member.Value);
        }
    }

    /// <summary>As it is written.</summary>
    public JsonElement Element { get; }

    public JsonValueKind Kind => Element.ValueKind;

    /// <summary>Of a string what it says; else <see langword="null"/>.</summary>
    public string? Text { get; }

    /// <summary>Of a string the regular expression that it is.</summary>
    public SchemaPattern Pattern => _pattern ??= new SchemaPattern(Text ?? "");

    /// <summary>Of an array its items.</summary>
    public SchemaNode[] Items { get; }

    /// <summary>Of an object its members.</summary>
    public Dictionary<string, SchemaNode> Members { get; }

    public static SchemaNode Of(JsonElement schema) => new(schema.ValueKind == JsonValueKind.Undefined ? schema : schema.Clone());

    /// <summary>What the schema says under a name; <see langword="null"/> when that is not of the kind that makes sense there.</summary>
    public SchemaNode? Keyword(string name, JsonValueKind? kind = null) =>
        Members.TryGetValue(name, out var value) && (kind is null || value.Kind == kind) ? value : null;

    public SchemaNode[] Elements(string keyword) => Keyword(keyword)?.Items ?? [];

    public IEnumerable<string> Strings(string keyword) => Elements(keyword).Select(one => one.Text).OfType<string>();

    /// <summary>Whether one of an array's items is a value.</summary>
    public bool Lists(JsonElement value) => Array.Exists(Items, item => AreEqual(item.Element, value));

    /// <summary>
    /// Whether two values are the same. .NET refuses to compare numbers whose exponents have more than 32 bits: these are the same where
    /// they are written the same.
    /// </summary>
    public static bool AreEqual(JsonElement left, JsonElement right)
    {
        try
        {
            return JsonElement.DeepEquals(left, right);
        }
        catch (ArgumentOutOfRangeException)
        {
            return left.GetRawText() == right.GetRawText();
        }
    }

    /// <summary>An array's items, for people.</summary>
    public string Listing() => string.Join(", ", Items.Select(item => item.Text ?? item.Element.GetRawText()));

    /// <inheritdoc/>
    public override string ToString() => Element.ToString();
}

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
