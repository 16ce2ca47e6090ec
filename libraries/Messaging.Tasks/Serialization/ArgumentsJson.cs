using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Messaging.Tasks.Serialization;

/// <summary>How a handler's arguments are read: as <see cref="TaskJson"/> has them, and nothing else.</summary>
internal static class ArgumentsJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>
    /// The validation attributes of a member: those of the property, and of the constructor's parameter, which is where positional records
    /// have theirs.
    /// </summary>
    public static IEnumerable<ValidationAttribute> RulesOf(JsonPropertyInfo member) => AttributesOf(member).OfType<ValidationAttribute>();

    /// <inheritdoc cref="RulesOf"/>
    public static IEnumerable<object> AttributesOf(JsonPropertyInfo member) =>
        (member.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [])
            .Concat(member.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(inherit: true) ?? []);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(TaskJson.Options)
        {
            // No schema can tell a caller that several spellings of one member are the same.
            PropertyNameCaseInsensitive = false,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            Converters = { new StrictTimes() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireWhatHasNoValidDefault } },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>
    /// A member that would break its own rules when it is left out must be given; so must one that is
    /// <see cref="RequiredAttribute">required</see>. Otherwise a schema would have to
    /// allow what the rules refuse.
    /// </summary>
    private static void RequireWhatHasNoValidDefault(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var blank = new Lazy<object?>(() => Blank(type));
        foreach (var member in type.Properties.Where(member => member is { IsRequired: false, Set: not null }))
        {
            ValidationAttribute[] rules = [.. RulesOf(member).Where(AttributeRules.IsKnown)];
            if (rules.Length > 0 && (rules.OfType<RequiredAttribute>().Any() || Breaks(rules, member, blank)))
            {
                member.IsRequired = true;
            }
        }
    }

    private static bool Breaks(ValidationAttribute[] rules, JsonPropertyInfo member, Lazy<object?> blank)
    {
        try
        {
            return member.Get is { } get
                && blank.Value is { } instance
                && get(instance) is var value
                && rules.Any(rule => !rule.IsValid(value));
        }
#pragma warning disable CA1031 // Getters and rules are the author's code, and the instance is none that they expected: nothing is known of the default then.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>An instance that no member was set of; <see langword="null"/> when there cannot be one.</summary>
    private static object? Blank(JsonTypeInfo type)
    {
        try
        {
            return type.CreateObject?.Invoke()
                ?? (type.ConstructorAttributeProvider is ConstructorInfo constructor
                    ? constructor.Invoke(
                        [
                            .. constructor.GetParameters()
                                .Select(
                                    parameter => parameter.HasDefaultValue ? parameter.DefaultValue : DefaultOf(parameter.ParameterType)),
                        ])
                    : null);
        }
#pragma warning disable CA1031 // A constructor may refuse what is not there.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static object? DefaultOf(Type type) => type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type) : null;
}

/// <summary>
/// Times as <see cref="Rfc3339"/> reads them: instants with an offset, of which a <see cref="DateTime"/> is the one in UTC, and times of
/// day.
/// </summary>
internal sealed class StrictTimes : JsonConverterFactory
{
    private const string Instant = "an RFC 3339 time with offset, such as 2030-01-31T12:00:00Z";

    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert == typeof(DateTimeOffset) || typeToConvert == typeof(DateTime) || typeToConvert == typeof(TimeOnly);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        typeToConvert == typeof(TimeOnly) ? new Converter<TimeOnly>(
            "a time of day such as 12:30:00", text => Rfc3339.TryParseTime(text, out var time) ? time : null)
        : typeToConvert == typeof(DateTime)
            ? new Converter<DateTime>(Instant, text => Rfc3339.TryParse(text, out var instant) ? instant.UtcDateTime : null)
        : new Converter<DateTimeOffset>(Instant, text => Rfc3339.TryParse(text, out var instant) ? instant : null);

    private sealed class Converter<T>(string example, Func<string, T?> parse) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (reader.TokenType == JsonTokenType.String ? parse(reader.GetString()!) : null) ?? throw Wrong();

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            parse(reader.GetString()!) ?? throw Wrong();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, TaskJson.Options);

        private JsonException Wrong() => new($"Must be {example}.");
    }
}
