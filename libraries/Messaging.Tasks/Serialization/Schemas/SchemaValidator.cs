using System.Buffers.Text;
using System.Text.Json;
using static Messaging.Tasks.Serialization.Schemas.SchemaKeywords;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>
/// Checks arguments against a JSON Schema as .NET's JsonSchemaExporter writes it and <c>ArgumentsSchema</c> completes it. Producer does it before it accepts a task, the worker
/// before it reads the arguments. What it does not know, and a schema of a worker in another language that makes no sense, it lets pass. One is for one check.
/// JsonSchema.Net would cost Producer two to three times as much for each submission, and judges otherwise than the worker's reader does: see decision 13.
/// </summary>
/// <param name="root">The schema.</param>
/// <param name="fail">Is told of each fault: the field, and what is wrong with it in words of JSON. At most 20 times.</param>
public sealed class SchemaValidator(JsonElement root, Action<string, string> fail)
{
    private const int MostErrors = 20;
    private const int MostSteps = 1_000_000;
    private const int MostHops = 8;

    private int _count;
    private int _hops;
    private int _steps;

    /// <summary>Checks a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">What it is called; its members are called by it, a dot and their names.</param>
    /// <returns>Whether nothing is wrong.</returns>
    public bool Validate(JsonElement value, string field)
    {
        Check(root, value, field);
        return _count == 0;
    }

    /// <summary>Checks a part of the value before, which has its own way through references and alternatives.</summary>
    private void Part(JsonElement schema, JsonElement value, string field)
    {
        var hops = _hops;
        _hops = 0;
        Check(schema, value, field);
        _hops = hops;
    }

    private void Check(JsonElement schema, JsonElement value, string field)
    {
        // Of our own schemas none comes near; one with references to itself would never end.
        if (schema.ValueKind == JsonValueKind.Object && _hops < MostHops && _steps++ < MostSteps)
        {
            _hops++;
            if (HasType(schema, value, field))
            {
                Applied(schema, value, field);
                Content(schema, value, field);
            }

            _hops--;
        }
        else if (schema.ValueKind == JsonValueKind.False)
        {
            Fail(field, "Is not allowed.");
        }
    }

    private void Content(JsonElement schema, JsonElement value, string field)
    {
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
                Number(schema, value, field);
                break;
        }
    }

    private bool HasType(JsonElement schema, JsonElement value, string field)
    {
        string[] allowed = Keyword(schema, "type", JsonValueKind.String) is { } one ? [one.GetString()!] : [.. Strings(schema, "type")];
        return allowed.Length == 0
            || allowed.Any(name => JsonTypes.Is(name, value))
            || Fail(field, $"Must be {string.Join(" or ", allowed.Select(JsonTypes.WithArticle))}, not {JsonTypes.WithArticle(JsonTypes.NameOf(value))}.");
    }

    /// <summary>What holds for values of any type, and other schemas that are to hold for it.</summary>
    private void Applied(JsonElement schema, JsonElement value, string field)
    {
        if (Keyword(schema, "enum", JsonValueKind.Array) is { } listed && !Lists(listed, value))
        {
            Fail(field, $"Must be one of {Listing(listed)}.");
        }

        if (Keyword(schema, "const") is { } only && !JsonElement.DeepEquals(only, value))
        {
            Fail(field, $"Must be {only}.");
        }

        if (Keyword(schema, "not", JsonValueKind.Object) is { } not && Keyword(not, "enum", JsonValueKind.Array) is { } denied && Lists(denied, value))
        {
            Fail(field, $"Must not be one of {Listing(denied)}.");
        }

        if (Keyword(schema, "$ref", JsonValueKind.String) is { } reference && SchemaPointers.Find(root, reference.GetString()!) is { } target)
        {
            Check(target, value, field);
        }

        foreach (var part in Elements(schema, "allOf"))
        {
            Check(part, value, field);
        }

        if (Keyword(schema, "anyOf", JsonValueKind.Array) is { } alternatives)
        {
            Alternatives([.. alternatives.EnumerateArray()], value, field);
        }
    }

    private void Alternatives(JsonElement[] alternatives, JsonElement value, string field)
    {
        var faults = new List<(string Field, string Message)>[alternatives.Length];
        foreach (var (place, alternative) in alternatives.Index())
        {
            var tried = faults[place] = [];
            var attempt = new SchemaValidator(root, (name, message) => tried.Add((name, message))) { _hops = _hops, _steps = _steps };
            attempt.Check(alternative, value, field);
            _steps = attempt._steps;
            if (tried.Count == 0)
            {
                return;
            }
        }

        if (SchemaPointers.Discriminator(alternatives) is { } member && value.ValueKind == JsonValueKind.Object)
        {
            var names = alternatives.Select(alternative => SchemaPointers.ConstantOf(alternative, member)).ToArray();
            var meant = value.TryGetProperty(member, out var given)
                ? Array.FindIndex(names, name => name is { } known && JsonElement.DeepEquals(known, given))
                : Array.FindIndex(alternatives, alternative => alternative.ValueKind == JsonValueKind.Object && !Strings(alternative, "required").Contains(member));
            if (meant < 0)
            {
                Fail(Join(field, member), $"Must be one of {string.Join(", ", names.OfType<JsonElement>())}.");
                return;
            }

            faults = [faults[meant]];
        }

        faults.MinBy(some => some.Count)?.ForEach(fault => Fail(fault.Field, fault.Message));
    }

    private void Members(JsonElement schema, JsonElement value, string field)
    {
        Length(schema, "minProperties", "maxProperties", value.GetPropertyCount(), "members", field);
        foreach (var required in Strings(schema, "required").Where(required => !value.TryGetProperty(required, out _)))
        {
            Fail(Join(field, required), "Is required.");
        }

        var properties = Keyword(schema, "properties", JsonValueKind.Object);
        var names = Keyword(schema, "propertyNames", JsonValueKind.Object);
        var additional = Keyword(schema, "additionalProperties");
        foreach (var member in value.EnumerateObject())
        {
            var name = Join(field, member.Name);
            if (names is { } rule)
            {
                Part(rule, JsonSerializer.SerializeToElement(member.Name), name);
            }

            if (properties?.TryGetProperty(member.Name, out var known) == true)
            {
                Part(known, member.Value, name);
            }
            else if (additional is { ValueKind: JsonValueKind.False })
            {
                Fail(name, "Is not an argument of this task.");
            }
            else if (additional is { } others)
            {
                Part(others, member.Value, name);
            }
        }
    }

    private void Items(JsonElement schema, JsonElement value, string field)
    {
        Length(schema, "minItems", "maxItems", value.GetArrayLength(), "items", field);
        if (Keyword(schema, "items") is { } items)
        {
            foreach (var (place, item) in value.EnumerateArray().Index())
            {
                Part(items, item, $"{field}[{place}]");
            }
        }
    }

    private void Text(JsonElement schema, string text, string field)
    {
        // Characters as .NET counts them: what the attributes count, too.
        Length(schema, "minLength", "maxLength", text.Length, "characters", field);
        if (Keyword(schema, "pattern", JsonValueKind.String)?.GetString() is { } pattern && !SchemaFormats.Matches(text, pattern))
        {
            Fail(field, $"Must match {pattern}.");
        }

        if (Keyword(schema, "contentEncoding", JsonValueKind.String)?.GetString() == "base64")
        {
            if (Base64.IsValid(text, out var bytes))
            {
                Length(schema, "minBytes", "maxBytes", bytes, "bytes", field);
            }
            else
            {
                Fail(field, "Must be Base64.");
            }
        }

        if (Keyword(schema, "format", JsonValueKind.String)?.GetString() is not { } format)
        {
            return;
        }

        if (SchemaFormats.FaultOf(format, text) is { } fault)
        {
            Fail(field, $"Must be {fault}.");
            return;
        }

        Bounds(schema, "formatMinimum", "formatMaximum", "formatExclusiveMinimum", "formatExclusiveMaximum", field, bound => bound.ValueKind == JsonValueKind.String ? SchemaFormats.Compare(format, text, bound.GetString()!) : null);
    }

    private void Number(JsonElement schema, JsonElement number, string field)
    {
        var format = Keyword(schema, "format", JsonValueKind.String)?.GetString();
        if (format is not null && SchemaFormats.FaultOf(format, number) is { } fault)
        {
            Fail(field, $"Must be {fault}.");
            return;
        }

        Bounds(schema, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", field, bound => bound.ValueKind == JsonValueKind.Number ? SchemaFormats.Compare(format, number, bound) : null);
    }

    private void Bounds(JsonElement schema, string least, string most, string above, string below, string field, Func<JsonElement, int?> compare)
    {
        Bound(least, "at least", order => order < 0);
        Bound(most, "at most", order => order > 0);
        Bound(above, "more than", order => order <= 0);
        Bound(below, "less than", order => order >= 0);

        void Bound(string keyword, string words, Func<int?, bool> isBroken)
        {
            if (Keyword(schema, keyword) is { } bound && isBroken(compare(bound)))
            {
                Fail(field, $"Must be {words} {bound}.");
            }
        }
    }

    private void Length(JsonElement schema, string least, string most, int length, string unit, string field)
    {
        if (Keyword(schema, least, JsonValueKind.Number) is { } minimum && length < minimum.GetDouble())
        {
            Fail(field, $"Must have at least {minimum} {unit}.");
        }

        if (Keyword(schema, most, JsonValueKind.Number) is { } maximum && length > maximum.GetDouble())
        {
            Fail(field, $"Must have at most {maximum} {unit}.");
        }
    }

    private bool Fail(string field, string message)
    {
        if (_count++ < MostErrors)
        {
            fail(field, message);
        }

        return false;
    }
}
