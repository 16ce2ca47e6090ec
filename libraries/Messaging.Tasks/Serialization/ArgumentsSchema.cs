using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Messaging.Tasks.Serialization;

/// <summary>The JSON Schema of a handler's arguments: what System.Text.Json knows of the type, and what its validation attributes add.</summary>
internal static class ArgumentsSchema
{
    private static readonly JsonSchemaExporterOptions ExporterOptions = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = AddAttributes,
    };

    public static JsonElement Of(Type arguments) =>
        JsonSerializer.SerializeToElement(TaskJson.Options.GetJsonSchemaAsNode(arguments, ExporterOptions));

    private static JsonNode AddAttributes(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema is not JsonObject node || context.PropertyInfo?.AttributeProvider is not { } property)
        {
            return schema;
        }

        foreach (var attribute in property.GetCustomAttributes(inherit: true))
        {
            Add(node, attribute);
        }

        return node;
    }

    private static void Add(JsonObject node, object attribute)
    {
        switch (attribute)
        {
            case RangeAttribute range when range.OperandType.IsPrimitive || range.OperandType == typeof(decimal):
                node["minimum"] = Number(range.Minimum);
                node["maximum"] = Number(range.Maximum);
                break;
            case StringLengthAttribute length:
                node["minLength"] = length.MinimumLength;
                node["maxLength"] = length.MaximumLength;
                break;
            case LengthAttribute length:
                node[IsArray(node) ? "minItems" : "minLength"] = length.MinimumLength;
                node[IsArray(node) ? "maxItems" : "maxLength"] = length.MaximumLength;
                break;
            case RegularExpressionAttribute expression:
                node["pattern"] = $"^(?:{expression.Pattern})$";
                break;
            case DescriptionAttribute description:
                node["description"] = description.Description;
                break;
        }
    }

    // "type" is an array of names when the property may be null.
    private static bool IsArray(JsonObject node) => node["type"] is { } type && type.ToJsonString().Contains("\"array\"", StringComparison.Ordinal);

    private static JsonValue Number(object bound) => JsonValue.Create(Convert.ToDouble(bound, CultureInfo.InvariantCulture));
}
