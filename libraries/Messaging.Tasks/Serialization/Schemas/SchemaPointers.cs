using System.Globalization;
using System.Text.Json;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>Finds one's way about a schema.</summary>
internal static class SchemaPointers
{
    private static readonly SchemaNode Nothing = SchemaNode.Of(default);

    /// <summary>
    /// What a reference within the schema leads to (JSON Pointer, RFC 6901); <see langword="null"/> when it leads nowhere.
    /// </summary>
    public static SchemaNode? Find(SchemaNode root, string reference)
    {
        if (reference is not ['#', .. var pointer] || pointer is not ("" or ['/', ..]))
        {
            return null;
        }

        var found = root;
        foreach (
            var step in pointer.Split('/')
                .Skip(1)
                .Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (found.Keyword(step) is { } member)
            {
                found = member;
            }
            else if (int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < found.Items.Length)
            {
                found = found.Items[place];
            }
            else
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>The member by whose constant alternatives are told apart; <see langword="null"/> when there is none.</summary>
    public static string? Discriminator(SchemaNode[] alternatives) =>
        alternatives.SelectMany(alternative => Properties(alternative).Members)
            .Where(property => property.Value.Keyword("const") is not null)
            .Select(property => property.Key)
            .FirstOrDefault();

    /// <summary>The constant that an alternative asks of a member; <see langword="null"/> when it asks for none.</summary>
    public static JsonElement? ConstantOf(SchemaNode alternative, string member) =>
        Properties(alternative).Keyword(member)?.Keyword("const")?.Element;

    private static SchemaNode Properties(SchemaNode alternative) => alternative.Keyword("properties", JsonValueKind.Object) ?? Nothing;
}
