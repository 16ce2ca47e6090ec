using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Messaging.Hosting.Serialization;

/// <summary>The JSON of lean bodies: camelCase, no white space, no member without a value, unknown members ignored.</summary>
/// <remarks>
/// The metadata is not source-generated: generated code cannot set the members of a contract one by one, so those that a document leaves
/// out would lose
/// the defaults that the contract gives them.
/// </remarks>
internal static class RawJson
{
    /// <summary>How deep a caller's arguments or result may be.</summary>
    private const int DepthOfValues = 64;

    /// <summary>How deep a contract puts them: bulk message, list, event.</summary>
    private const int DepthOfContracts = 3;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Bodies are never part of a page, so nothing in them must be kept from a browser.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = DepthOfValues + DepthOfContracts,
        Converters = { new RawJsonConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WriteRequiredAlways } },
    };

    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>
    /// A required member that is null against its contract, left out, would make the whole body unreadable: one bad event, hundreds lost.
    /// </summary>
    private static void WriteRequiredAlways(JsonTypeInfo type)
    {
        // Values cannot be null, and each would be boxed to be asked about.
        foreach (var property in type.Properties.Where(property => property.IsRequired && !property.PropertyType.IsValueType))
        {
            property.ShouldSerialize = static (_, _) => true;
        }
    }
}
