using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Tasks.Serialization;

/// <summary>
/// Enums by the exact names that <see cref="EnumNames"/> gives them; flags as names with commas between. The standard converter would also
/// read other casing, which no schema can
/// tell a caller of.
/// </summary>
internal sealed class EnumConverters : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

    private sealed class Converter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly EnumNames _names = EnumNames.Of(typeof(T));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()!) : throw Unknown();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Text(value));

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Parse(reader.GetString()!);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(Text(value));

        private T Parse(string text) => _names.TryParse(text, out var bits) ? (T)Enum.ToObject(typeof(T), bits) : throw Unknown();

        private string Text(T value) => _names.TextOf(value) ?? throw new JsonException($"{value} has no name.");

        private JsonException Unknown() => new($"Must be one of {string.Join(", ", _names.Names)}.");
    }
}
