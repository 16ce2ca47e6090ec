using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Tasks.Serialization;

/// <summary>
/// The JSON of arguments and results, the same for handlers, clients and fakes: camelCase, enums by name, durations as text, numbers only
/// as numbers, nulls written.
/// What a handler reads of its arguments is stricter still: unknown, missing and null members are refused there, so that a misspelt
/// argument is an error and not a silent default.
/// </summary>
public static class TaskJson
{
    /// <summary>
    /// How deep arguments and results may be nested: 32 levels. Whatever carries or shows them adds a few, and many readers of JSON stop at
    /// 64.
    /// </summary>
    public const int DepthLimit = 32;

    /// <summary>The options; read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            // Members have no order in JSON: most writers of other languages do not put "$type" first.
            AllowOutOfOrderMetadataProperties = true,
            MaxDepth = DepthLimit,
            Converters = { new EnumConverters(), new DurationConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

/// <summary>Durations as <see cref="Durations"/> reads them, written as .NET does.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()!) : throw Wrong();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());

    public override TimeSpan ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());

    private static TimeSpan Parse(string text) => Durations.TryParseSigned(text, out var duration) ? duration : throw Wrong();

    private static JsonException Wrong() => new("Must be a duration such as 30s, PT5M or 00:05:00.");
}
