using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Messaging.Tasks.Serialization.Schemas;

namespace Messaging.Tasks.Serialization;

/// <summary>What validation attributes say, as keywords of JSON Schema.</summary>
internal static class AttributeRules
{
    /// <summary>What comes after a pattern of .NET, whose <c>$</c> also matches before a last line feed.</summary>
    public const string End = SchemaPattern.End;

    /// <summary>Whether a schema can say what an attribute does. Any other is asked by the worker when it has read the arguments.</summary>
    public static bool IsKnown(ValidationAttribute rule) => rule
        is RequiredAttribute or RangeAttribute or StringLengthAttribute or LengthAttribute or MinLengthAttribute or MaxLengthAttribute
        or RegularExpressionAttribute
            or EmailAddressAttribute
            or UrlAttribute
            or Base64StringAttribute
            or AllowedValuesAttribute
            or DeniedValuesAttribute;

    /// <summary>Adds a rule to the schema of a member.</summary>
    /// <exception cref="InvalidOperationException">The attribute does not fit the member's type: it could never be met, or never be
    /// broken.</exception>
    public static void Add(JsonObject node, ValidationAttribute rule, JsonTypeInfo member)
    {
        var type = Nullable.GetUnderlyingType(member.Type) ?? member.Type;
        switch (rule)
        {
            case RequiredAttribute required:
                Require(node, required, type);
                break;
            case RangeAttribute range:
                RangeRules.Add(node, range, type);
                break;
            case StringLengthAttribute length:
                Text(rule, type);
                Sizes(node, "Length", length.MinimumLength, length.MaximumLength);
                break;
            case LengthAttribute length:
                Sizes(node, Unit(rule, type), length.MinimumLength, length.MaximumLength);
                break;
            case MinLengthAttribute length:
                Sizes(node, Unit(rule, type), length.Length, null);
                break;
            case MaxLengthAttribute length:
                Sizes(node, Unit(rule, type), 0, length.Length < 0 ? null : length.Length);
                break;
            case RegularExpressionAttribute expression:
                Text(rule, type);
                // The attribute lets an empty text pass, whatever the pattern.
                Keyword(node, "pattern", $"^(?:{expression.Pattern})?{End}");
                break;
            case EmailAddressAttribute:
                Text(rule, type);
                Keyword(node, "pattern", $"^[^@\\r\\n]+@[^@\\r\\n]+{End}");
                break;
            case UrlAttribute:
                Text(rule, type);
                Keyword(node, "pattern", "^(?:[Hh][Tt][Tt][Pp][Ss]?|[Ff][Tt][Pp])://");
                break;
            case Base64StringAttribute:
                Text(rule, type);
                Keyword(node, "contentEncoding", "base64");
                break;
            case AllowedValuesAttribute allowed:
                Keyword(node, "enum", Values(rule, allowed.Values, member));
                break;
            case DeniedValuesAttribute denied:
                Keyword(node, "not", new JsonObject { ["enum"] = Values(rule, denied.Values, member) });
                break;
        }
    }

    /// <exception cref="InvalidOperationException">Always.</exception>
    public static InvalidOperationException Misplaced(ValidationAttribute rule, Type type) =>
        new($"[{rule.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal)}] does not fit a member of type {type}.");

    /// <summary>Sets a keyword; one that is there already is not lost.</summary>
    public static void Keyword(JsonObject node, string keyword, JsonNode value)
    {
        if (!node.ContainsKey(keyword))
        {
            node[keyword] = value;
        }
        else if (node["allOf"] is JsonArray others)
        {
            others.Add(new JsonObject { [keyword] = value });
        }
        else
        {
            node["allOf"] = new JsonArray(new JsonObject { [keyword] = value });
        }
    }

    private static void Require(JsonObject node, RequiredAttribute rule, Type type)
    {
        if (node["type"] is JsonArray types)
        {
            string[] left = [.. types.Select(name => name!.GetValue<string>()).Where(name => name != "null")];
            node["type"] = left is [var only] ? only : JsonSerializer.SerializeToNode(left);
        }

        if (node["enum"] is JsonArray values)
        {
            values.RemoveAll(value => value is null);
        }
        else if (node["type"] is null)
        {
            Keyword(node, "not", new JsonObject { ["enum"] = new JsonArray(default(JsonNode)) });
        }

        if (type == typeof(string) && !rule.AllowEmptyStrings)
        {
            Keyword(node, "pattern", "\\S");
        }
    }

    private static void Sizes(JsonObject node, string unit, int least, int? most)
    {
        if (least > 0)
        {
            Keyword(node, $"min{unit}", least);
        }

        if (most is { } bound)
        {
            Keyword(node, $"max{unit}", bound);
        }
    }

    private static void Text(ValidationAttribute rule, Type type)
    {
        if (type != typeof(string))
        {
            throw Misplaced(rule, type);
        }
    }

    private static string Unit(ValidationAttribute rule, Type type) =>
        type == typeof(string) ? "Length"
        : type == typeof(byte[]) ? "Bytes"
        : ArgumentsJson.Options.GetTypeInfo(type).Kind switch
        {
            JsonTypeInfoKind.Dictionary => "Properties",
            JsonTypeInfoKind.Enumerable when typeof(IEnumerable).IsAssignableFrom(type) => "Items",
            _ => throw Misplaced(rule, type),
        };

    private static JsonArray Values(ValidationAttribute rule, object?[] values, JsonTypeInfo member)
    {
        var type = Nullable.GetUnderlyingType(member.Type) ?? member.Type;
        try
        {
            return [.. values.Select(value => value is null ? null
                : JsonSerializer.SerializeToNode(
                    type.IsInstanceOfType(value) ? value : Convert.ChangeType(value, type, CultureInfo.InvariantCulture),
                    type,
                    ArgumentsJson.Options))];
        }
        catch (Exception exception) when (exception is InvalidCastException or FormatException or OverflowException)
        {
            throw Misplaced(rule, type);
        }
    }
}
