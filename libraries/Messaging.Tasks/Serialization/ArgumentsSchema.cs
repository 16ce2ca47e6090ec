using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Messaging.Tasks.Serialization;

/// <summary>
/// The JSON Schema of a handler's arguments: what System.Text.Json knows of the type, what it knows and does not tell, and what the
/// validation attributes add.
/// </summary>
internal static class ArgumentsSchema
{
    private static readonly JsonSchemaExporterOptions ExporterOptions = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Complete,
    };

    /// <exception cref="InvalidOperationException">A validation attribute does not fit its member.</exception>
    /// <exception cref="NotSupportedException">JSON cannot be read as the type, or as a member's.</exception>
    public static JsonElement Of(Type arguments)
    {
        UnreadableTypes.Refuse(arguments);
        return JsonSerializer.SerializeToElement(ArgumentsJson.Options.GetJsonSchemaAsNode(arguments, ExporterOptions));
    }

    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema)
    {
        // A converter of the author's own reads what it likes: nothing is known of it.
        if (context.PropertyInfo?.CustomConverter is not null)
        {
            return schema;
        }

        var node = TypeRules.SchemaOf(context.TypeInfo.Type, schema) ?? schema as JsonObject;
        if (node is not null && !node.ContainsKey("$ref"))
        {
            OfShape(node, context);
        }

        return context.PropertyInfo is { } member ? OfMember(node, schema, member, context.TypeInfo) : node ?? schema;
    }

    private static void OfShape(JsonObject node, JsonSchemaExporterContext context)
    {
        var type = context.TypeInfo;
        if (type.Kind == JsonTypeInfoKind.Dictionary && type.KeyType is { } key && TypeRules.KeysOf(key) is { } keys)
        {
            node["propertyNames"] = keys;
        }

        // Whoever does not say which kind is meant means the base, where there can be such a thing; the exporter asks of all or of none to
        // say it.
        if ((context.BaseTypeInfo ?? type) is { PolymorphismOptions: { } kinds, Type.IsAbstract: false } root)
        {
            RequireKind(node, kinds.TypeDiscriminatorPropertyName, root.Type != type.Type);
        }

        // The exporter overlooks the member that takes whatever no other does.
        if (type.Kind == JsonTypeInfoKind.Object && type.Properties.Any(property => property.IsExtensionData))
        {
            node.Remove("additionalProperties");
        }
    }

    private static void RequireKind(JsonObject node, string discriminator, bool isRequired)
    {
        var required = node["required"] as JsonArray ?? [];
        required.RemoveAll(name => name!.GetValue<string>() == discriminator);
        if (isRequired)
        {
            required.Add(discriminator);
        }

        node.Remove("required");
        if (required.Count > 0)
        {
            node["required"] = required;
        }
    }

    private static JsonNode OfMember(JsonObject? node, JsonNode schema, JsonPropertyInfo member, JsonTypeInfo type)
    {
        object[] attributes = [.. ArgumentsJson.AttributesOf(member)];
        if (node is null && attributes.Length == 0)
        {
            return schema;
        }

        node ??= [];
        if (member.AttributeProvider is MemberInfo declared)
        {
            Nullability.Complete(node, declared);
        }

        if (attributes.OfType<DescriptionAttribute>().FirstOrDefault() is { } description)
        {
            node["description"] = description.Description;
        }

        foreach (var rule in ArgumentsJson.RulesOf(member).Where(AttributeRules.IsKnown))
        {
            AttributeRules.Add(node, rule, type);
        }

        return node;
    }
}
