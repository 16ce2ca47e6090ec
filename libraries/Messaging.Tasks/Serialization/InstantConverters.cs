using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Tasks.Serialization;

/// <summary>Instants as <see cref="Rfc3339"/> reads them: <see cref="DateTimeOffset"/>, and <see cref="DateTime"/> in UTC.</summary>
internal sealed class InstantConverters : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(DateTimeOffset) || typeToConvert == typeof(DateTime);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(DateTime) ? new Converter<DateTime>(instant => instant.UtcDateTime) : new Converter<DateTimeOffset>(instant => instant);

    private sealed class Converter<T>(Func<DateTimeOffset, T> convert) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()!) : throw Wrong();

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, TaskJson.Options);

        private T Parse(string text) => Rfc3339.TryParse(text, out var instant) ? convert(instant) : throw Wrong();

        private static JsonException Wrong() => new("Must be an RFC 3339 time with offset, such as 2030-01-31T12:00:00Z.");
    }
}
