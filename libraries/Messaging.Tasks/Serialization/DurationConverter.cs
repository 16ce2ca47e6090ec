using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Tasks.Serialization;

/// <summary>Durations as <see cref="Durations"/> reads them, written as .NET does.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()!) : throw Wrong();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    public override TimeSpan ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString());

    private static TimeSpan Parse(string text) => Durations.TryParseSigned(text, out var duration) ? duration : throw Wrong();

    private static JsonException Wrong() => new("Must be a duration such as 30s, PT5M or 00:05:00.");
}
