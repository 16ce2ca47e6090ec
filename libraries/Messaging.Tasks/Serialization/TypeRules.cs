using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Messaging.Tasks.Serialization.Schemas;

namespace Messaging.Tasks.Serialization;

/// <summary>
/// What the exporter of schemas does not tell of types: ranges of numbers, formats of texts, names of enums, keys of dictionaries.
/// </summary>
internal static class TypeRules
{
    private static readonly Dictionary<Type, Func<JsonObject>> Schemas = new()
    {
        [typeof(byte)] = Whole<byte>,
        [typeof(sbyte)] = Whole<sbyte>,
        [typeof(short)] = Whole<short>,
        [typeof(ushort)] = Whole<ushort>,
        [typeof(int)] = Whole<int>,
        [typeof(uint)] = Whole<uint>,
        [typeof(long)] = Whole<long>,
        [typeof(ulong)] = Whole<ulong>,
        [typeof(Int128)] = Whole<Int128>,
        [typeof(UInt128)] = Whole<UInt128>,
        [typeof(float)] = () => Formatted("number", "float"),
        [typeof(double)] = () => Formatted("number", "double"),
        [typeof(Half)] = () => Formatted("number", "half"),
        [typeof(decimal)] = () => Formatted("number", "decimal"),
        [typeof(DateTime)] = () => Formatted("string", SchemaFormats.Instant),
        [typeof(DateTimeOffset)] = () => Formatted("string", SchemaFormats.Instant),
        [typeof(TimeOnly)] = () => Formatted("string", SchemaFormats.Time),
        [typeof(TimeSpan)] = () => Formatted("string", SchemaFormats.Duration),
        [typeof(Uri)] = () => Formatted("string", "uri-reference"),
        [typeof(Version)] = () => Formatted("string", "version"),
        [typeof(byte[])] = Bytes,
        [typeof(Memory<byte>)] = Bytes,
        [typeof(ReadOnlyMemory<byte>)] = Bytes,
    };

    private static readonly Dictionary<Type, string> WholeFormats = new()
    {
        [typeof(byte)] = "uint8",
        [typeof(sbyte)] = "int8",
        [typeof(short)] = "int16",
        [typeof(ushort)] = "uint16",
        [typeof(int)] = "int32",
        [typeof(uint)] = "uint32",
        [typeof(long)] = "int64",
        [typeof(ulong)] = "uint64",
        [typeof(Int128)] = "int128",
        [typeof(UInt128)] = "uint128",
    };

    /// <summary>The schema of a type that the exporter's own is not right for; <see langword="null"/> for any other.</summary>
    /// <param name="type">The type.</param>
    /// <param name="exported">What the exporter has.</param>
    public static JsonObject? SchemaOf(Type type, JsonNode exported)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        var schema = value.IsEnum ? EnumOf(value) : Schemas.GetValueOrDefault(value)?.Invoke();
        if (schema is null)
        {
            return null;
        }

        foreach (var keyword in new[] { "default", "description" })
        {
            if (exported is JsonObject told && told.TryGetPropertyValue(keyword, out var kept))
            {
                schema[keyword] = kept?.DeepClone();
            }
        }

        if (
            value != type
                || (
                    exported is JsonObject { } nullable
                        && nullable["type"] is JsonArray types
                        && types.Any(name => name!.GetValue<string>() == "null")))
        {
            AllowNull(schema);
        }

        return schema;
    }

    /// <summary>
    /// What the names of a dictionary's members must be; <see langword="null"/> when the reader of keys takes more than a schema can say.
    /// </summary>
    public static JsonObject? KeysOf(Type key)
    {
        if (WholeFormats.TryGetValue(key, out var format))
        {
            return new JsonObject { ["format"] = format };
        }

        return key.IsEnum ? EnumOf(key)
            : key == typeof(Guid) ? Formatted("string", "uuid")
            : key == typeof(DateOnly) ? Formatted("string", SchemaFormats.Date)
            : key == typeof(DateTime)
                || key == typeof(DateTimeOffset)
                || key == typeof(TimeOnly)
                || key == typeof(TimeSpan)
                || key == typeof(Uri)
                || key == typeof(Version)
                ? Schemas[key]()
            : null;
    }

    /// <summary>Lets a schema take null too.</summary>
    public static JsonObject AllowNull(JsonObject schema)
    {
        if (schema["enum"] is JsonArray values && !values.Any(value => value is null))
        {
            values.Add(null);
        }

        switch (schema["type"])
        {
            case JsonValue type:
                schema["type"] = new JsonArray(type.GetValue<string>(), "null");
                break;
            case JsonArray types when !types.Any(name => name!.GetValue<string>() == "null"):
                types.Add("null");
                break;
            case null when schema.ContainsKey("$ref"):
                return new JsonObject { ["anyOf"] = new JsonArray(schema.DeepClone(), new JsonObject { ["type"] = "null" }) };
        }

        return schema;
    }

    private static JsonObject EnumOf(Type type)
    {
        var names = EnumNames.Of(type);
        return names.IsFlags
            ? new JsonObject { ["type"] = "string", ["pattern"] = names.Pattern }
            : new JsonObject { ["enum"] = JsonSerializer.SerializeToNode(names.Names) };
    }

    private static JsonObject Whole<T>()
        where T : IBinaryInteger<T>, IMinMaxValue<T> =>
        new()
        {
            ["type"] = "integer",
            ["format"] = WholeFormats[typeof(T)],
            ["minimum"] = JsonNode.Parse($"{T.MinValue}"),
            ["maximum"] = JsonNode.Parse($"{T.MaxValue}"),
        };

    private static JsonObject Formatted(string type, string format) => new() { ["type"] = type, ["format"] = format };

    private static JsonObject Bytes() => new() { ["type"] = "string", ["contentEncoding"] = "base64" };
}
