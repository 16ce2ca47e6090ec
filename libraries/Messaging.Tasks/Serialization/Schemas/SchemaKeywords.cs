using System.Text.Json;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>Reads schemas, whoever wrote them: what makes no sense is not there.</summary>
internal static class SchemaKeywords
{
    /// <summary>What a member is called.</summary>
    public static string Join(string field, string member) => field.Length == 0 ? member : $"{field}.{member}";

    public static bool Lists(JsonElement list, JsonElement value) => list.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value));

    public static string Listing(JsonElement list) => string.Join(", ", list.EnumerateArray().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString() : one.GetRawText()));

    /// <summary>What a schema says under a name; <see langword="null"/> when that is not of the kind that makes sense there.</summary>
    public static JsonElement? Keyword(JsonElement schema, string name, JsonValueKind? kind = null) =>
        schema.TryGetProperty(name, out var value) && (kind is null || value.ValueKind == kind) ? value : null;

    public static IEnumerable<JsonElement> Elements(JsonElement schema, string keyword) =>
        Keyword(schema, keyword, JsonValueKind.Array) is { } list ? list.EnumerateArray() : Enumerable.Empty<JsonElement>();

    public static IEnumerable<string> Strings(JsonElement schema, string keyword) =>
        Elements(schema, keyword).Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!);
}
