using System.Globalization;
using System.Text.Json;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>Finds one's way about a schema.</summary>
internal static class SchemaPointers
{
    /// <summary>What a reference within the schema leads to (JSON Pointer, RFC 6901); <see langword="null"/> when it leads nowhere.</summary>
    public static JsonElement? Find(JsonElement root, string reference)
    {
        if (reference is not ['#', .. var pointer] || pointer is not ("" or ['/', ..]))
        {
            return null;
        }

        var found = root;
        foreach (var step in pointer.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (found.ValueKind == JsonValueKind.Object && found.TryGetProperty(step, out var member))
            {
                found = member;
            }
            else if (found.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < found.GetArrayLength())
            {
                found = found[place];
            }
            else
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>The member by whose constant alternatives are told apart; <see langword="null"/> when there is none.</summary>
    public static string? Discriminator(JsonElement[] alternatives) =>
        alternatives.SelectMany(Properties).Where(property => property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty("const", out _)).Select(property => property.Name).FirstOrDefault();

    /// <summary>The constant that an alternative asks of a member; <see langword="null"/> when it asks for none.</summary>
    public static JsonElement? ConstantOf(JsonElement alternative, string member) =>
        Properties(alternative).Where(property => property.Name == member && property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty("const", out _))
            .Select(property => (JsonElement?)property.Value.GetProperty("const"))
            .FirstOrDefault();

    private static IEnumerable<JsonProperty> Properties(JsonElement alternative) =>
        alternative.ValueKind == JsonValueKind.Object && alternative.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject()
            : Enumerable.Empty<JsonProperty>();
}
