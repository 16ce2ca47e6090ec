using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Messaging.Producer.Submission;

/// <summary>
/// Checks arguments against the subset of JSON Schema that .NET's JsonSchemaExporter writes and our workers add to: type, properties, required,
/// additionalProperties, items, enum, bounds of numbers, lengths, pattern. What it does not know it lets pass: the worker checks again.
/// JsonSchema.Net would add 2 µs to each submission of <c>math.add</c> and 8 to 20 to those of the other bundled tasks, 3 to 28 % of what Producer
/// spends on one (<c>schema</c> of the benchmark), and judges otherwise than the worker does: see decision 13.
/// </summary>
internal sealed class SchemaValidator(SubmissionErrors errors)
{
    private const int MostErrors = 20;
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(100);

    private int _count;

    public void Validate(JsonElement schema, JsonElement value, string field)
    {
        if (schema.ValueKind != JsonValueKind.Object || !HasType(schema, value, field) || !IsListed(schema, value, field))
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Members(schema, value, field);
                break;
            case JsonValueKind.Array:
                Items(schema, value, field);
                break;
            case JsonValueKind.String:
                Text(schema, value.GetString()!, field);
                break;
            case JsonValueKind.Number:
                Number(schema, value.GetDouble(), field);
                break;
        }
    }

    private bool HasType(JsonElement schema, JsonElement value, string field)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return true;
        }

        string[] allowed = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)] : [type.GetString()!];
        return allowed.Any(name => Is(name, value)) || Fail(field, $"Must be {string.Join(" or ", allowed.Select(WithArticle))}, not {WithArticle(NameOf(value))}.");
    }

    private bool IsListed(JsonElement schema, JsonElement value, string field) =>
        !schema.TryGetProperty("enum", out var allowed)
        || allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value))
        || Fail(field, $"Must be one of {string.Join(", ", allowed.EnumerateArray())}.");

    private void Members(JsonElement schema, JsonElement value, string field)
    {
        var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
        foreach (var required in Strings(schema, "required").Where(required => !value.TryGetProperty(required, out _)))
        {
            Fail($"{field}.{required}", "Is required.");
        }

        foreach (var member in value.EnumerateObject())
        {
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(member.Name, out var memberSchema))
            {
                Validate(memberSchema, member.Value, $"{field}.{member.Name}");
            }
            else if (schema.TryGetProperty("additionalProperties", out var additional))
            {
                Additional(additional, member, field);
            }
        }
    }

    private void Additional(JsonElement additional, JsonProperty member, string field)
    {
        if (additional.ValueKind == JsonValueKind.False)
        {
            Fail($"{field}.{member.Name}", "Is not an argument of this task.");
        }
        else
        {
            Validate(additional, member.Value, $"{field}.{member.Name}");
        }
    }

    private void Items(JsonElement schema, JsonElement value, string field)
    {
        Length(schema, "minItems", "maxItems", value.GetArrayLength(), "items", field);
        if (schema.TryGetProperty("items", out var items))
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Validate(items, item, $"{field}[{index++}]");
            }
        }
    }

    private void Text(JsonElement schema, string text, string field)
    {
        Length(schema, "minLength", "maxLength", text.Length, "characters", field);
        if (schema.TryGetProperty("pattern", out var pattern) && !Matches(text, pattern.GetString()!))
        {
            Fail(field, $"Must match {pattern.GetString()}.");
        }
    }

    // Patterns come from workers' code, texts from callers: a time limit keeps a bad pair from holding a thread.
    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, PatternTimeout);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
        catch (RegexParseException)
        {
            // Of a worker in another language, whose patterns are not quite .NET's.
            return true;
        }
    }

    private void Number(JsonElement schema, double number, string field)
    {
        if (schema.TryGetProperty("minimum", out var minimum) && number < minimum.GetDouble())
        {
            Fail(field, $"Must be at least {minimum}.");
        }

        if (schema.TryGetProperty("maximum", out var maximum) && number > maximum.GetDouble())
        {
            Fail(field, $"Must be at most {maximum}.");
        }
    }

    private void Length(JsonElement schema, string least, string most, int length, string unit, string field)
    {
        if (schema.TryGetProperty(least, out var minimum) && length < minimum.GetInt32())
        {
            Fail(field, $"Must have at least {minimum} {unit}.");
        }

        if (schema.TryGetProperty(most, out var maximum) && length > maximum.GetInt32())
        {
            Fail(field, $"Must have at most {maximum} {unit}.");
        }
    }

    private bool Fail(string field, string message)
    {
        if (_count++ < MostErrors)
        {
            errors.Add(field, message);
        }

        return false;
    }

    private static IEnumerable<string> Strings(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var list) ? list.EnumerateArray().Select(one => one.GetString()!) : [];

    private static bool Is(string type, JsonElement value) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && IsWhole(value),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => NameOf(value) == type,
    };

    // The worker reads integers strictly: 1.0 and 1e2 are whole, yet not integers to it.
    private static bool IsWhole(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;

    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };

    private static string WithArticle(string type) => type switch
    {
        "null" => "null",
        "object" or "array" or "integer" => "an " + type,
        _ => "a " + type,
    };
}
