using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Tasks.Serialization;

/// <summary>Times as <see cref="Rfc3339"/> reads them: instants with an offset, of which a <see cref="DateTime"/> is the one in UTC, and times of day.</summary>
internal sealed class StrictTimes : JsonConverterFactory
{
    private const string Instant = "an RFC 3339 time with offset, such as 2030-01-31T12:00:00Z";

    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(DateTimeOffset) || typeToConvert == typeof(DateTime) || typeToConvert == typeof(TimeOnly);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(TimeOnly) ? new Converter<TimeOnly>("a time of day such as 12:30:00", text => Rfc3339.TryParseTime(text, out var time) ? time : null)
        : typeToConvert == typeof(DateTime) ? new Converter<DateTime>(Instant, text => Rfc3339.TryParse(text, out var instant) ? instant.UtcDateTime : null)
        : new Converter<DateTimeOffset>(Instant, text => Rfc3339.TryParse(text, out var instant) ? instant : null);

    private sealed class Converter<T>(string example, Func<string, T?> parse) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (reader.TokenType == JsonTokenType.String ? parse(reader.GetString()!) : null) ?? throw Wrong();

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => parse(reader.GetString()!) ?? throw Wrong();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, TaskJson.Options);

        private JsonException Wrong() => new($"Must be {example}.");
    }
}
