using System.Buffers.Text;
using System.Text.Json;

namespace Messaging.Tasks.Serialization.Schemas;

/// <summary>One check of one value against a schema.</summary>
/// <param name="root">The schema.</param>
/// <param name="fail">Is told of each fault: the field, and what is wrong with it in words of JSON. At most 20 times.</param>
internal sealed class SchemaValidator(SchemaNode root, Action<string, string> fail)
{
    private const int MaxErrors = 20;
    private const int MaxSteps = 1_000_000;
    private const int MaxHops = 8;

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
    private void Part(SchemaNode schema, JsonElement value, string field)
    {
        var hops = _hops;
        _hops = 0;
        Check(schema, value, field);
        _hops = hops;
    }

    private void Check(SchemaNode schema, JsonElement value, string field)
    {
        // Of our own schemas none comes near; one with references to itself would never end.
        if (schema.Kind == JsonValueKind.Object && _hops < MaxHops && _steps++ < MaxSteps)
        {
            _hops++;
            if (HasType(schema, value, field))
            {
                Applied(schema, value, field);
                Content(schema, value, field);
            }

            _hops--;
        }
        else if (schema.Kind == JsonValueKind.False)
        {
            Fail(field, "Is not allowed.");
        }
    }

    private void Content(SchemaNode schema, JsonElement value, string field)
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

    private bool HasType(SchemaNode schema, JsonElement value, string field)
    {
        if (schema.Keyword("type") is not { } type)
        {
            return true;
        }

        if (type.Text is { } only)
        {
            return JsonTypes.Is(only, value) || NotOf([only]);
        }

        string[] allowed = [.. type.Items.Select(item => item.Text).OfType<string>()];
        return allowed.Length == 0 || Array.Exists(allowed, name => JsonTypes.Is(name, value)) || NotOf(allowed);

        bool NotOf(string[] types) => Fail(
            field,
            $"Must be {string.Join(" or ", types.Select(JsonTypes.WithArticle))}, not {JsonTypes.WithArticle(JsonTypes.NameOf(value))}.");
    }

    /// <summary>What holds for values of any type, and other schemas that are to hold for it.</summary>
    private void Applied(SchemaNode schema, JsonElement value, string field)
    {
        if (schema.Keyword("enum", JsonValueKind.Array) is { } listed && !listed.Lists(value))
        {
            Fail(field, $"Must be one of {listed.Listing()}.");
        }

        if (schema.Keyword("const") is { } only && !SchemaNode.AreEqual(only.Element, value))
        {
            Fail(field, $"Must be {only}.");
        }

        if (
            schema.Keyword("not", JsonValueKind.Object) is { } not
                && not.Keyword("enum", JsonValueKind.Array) is { } denied
                && denied.Lists(value))
        {
            Fail(field, $"Must not be one of {denied.Listing()}.");
        }

        if (schema.Keyword("$ref", JsonValueKind.String) is { } reference && SchemaPointers.Find(root, reference.Text!) is { } target)
        {
            Check(target, value, field);
        }

        foreach (var part in schema.Elements("allOf"))
        {
            Check(part, value, field);
        }

        if (schema.Keyword("anyOf", JsonValueKind.Array) is { } alternatives)
        {
            Alternatives(alternatives.Items, value, field);
        }
    }

    private void Alternatives(SchemaNode[] alternatives, JsonElement value, string field)
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
                ? Array.FindIndex(names, name => name is { } known && SchemaNode.AreEqual(known, given))
                : Array.FindIndex(
                    alternatives,
                    alternative => alternative.Kind == JsonValueKind.Object && !alternative.Strings("required").Contains(member));
            if (meant < 0)
            {
                Fail(Join(field, member), $"Must be one of {string.Join(", ", names.OfType<JsonElement>())}.");
                return;
            }

            faults = [faults[meant]];
        }

        var fewest = faults.MinBy(some => some.Count);
        fewest?.ForEach(fault => Fail(fault.Field, fault.Message));
    }

    private void Members(SchemaNode schema, JsonElement value, string field)
    {
        Length(schema, "minProperties", "maxProperties", value.GetPropertyCount(), "members", field);
        foreach (var required in schema.Strings("required").Where(required => !value.TryGetProperty(required, out _)))
        {
            Fail(Join(field, required), "Is required.");
        }

        var properties = schema.Keyword("properties", JsonValueKind.Object);
        var names = schema.Keyword("propertyNames", JsonValueKind.Object);
        var additional = schema.Keyword("additionalProperties");
        foreach (var member in value.EnumerateObject())
        {
            var name = Join(field, member.Name);
            if (names is { } rule)
            {
                Part(rule, JsonSerializer.SerializeToElement(member.Name), name);
            }

            if (properties?.Keyword(member.Name) is { } known)
            {
                Part(known, member.Value, name);
            }
            else if (additional is { Kind: JsonValueKind.False })
            {
                Fail(name, "Is not an argument of this task.");
            }
            else if (additional is { } others)
            {
                Part(others, member.Value, name);
            }
        }
    }

    private void Items(SchemaNode schema, JsonElement value, string field)
    {
        Length(schema, "minItems", "maxItems", value.GetArrayLength(), "items", field);
        if (schema.Keyword("items") is { } items)
        {
            foreach (var (place, item) in value.EnumerateArray().Index())
            {
                Part(items, item, $"{field}[{place}]");
            }
        }
    }

    private void Text(SchemaNode schema, string text, string field)
    {
        // Characters as .NET counts them: what the attributes count, too.
        Length(schema, "minLength", "maxLength", text.Length, "characters", field);
        if (schema.Keyword("pattern", JsonValueKind.String) is { } pattern && !pattern.Pattern.IsMatch(text))
        {
            Fail(field, $"Must match {pattern.Text}.");
        }

        if (schema.Keyword("contentEncoding", JsonValueKind.String)?.Text == "base64")
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

        if (schema.Keyword("format", JsonValueKind.String)?.Text is not { } format)
        {
            return;
        }

        if (SchemaFormats.FaultOf(format, text) is { } fault)
        {
            Fail(field, $"Must be {fault}.");
            return;
        }

        Bounds(
            schema,
            "formatMinimum",
            "formatMaximum",
            "formatExclusiveMinimum",
            "formatExclusiveMaximum",
            field,
            bound => bound.Text is { } limit ? SchemaFormats.Compare(format, text, limit) : null);
    }

    private void Number(SchemaNode schema, JsonElement number, string field)
    {
        var format = schema.Keyword("format", JsonValueKind.String)?.Text;
        if (format is not null && SchemaFormats.FaultOf(format, number) is { } fault)
        {
            Fail(field, $"Must be {fault}.");
            return;
        }

        Bounds(
            schema,
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            field,
            bound => bound.Kind == JsonValueKind.Number ? SchemaFormats.Compare(format, number, bound.Element) : null);
    }

    private void Bounds(
        SchemaNode schema, string least, string most, string above, string below, string field, Func<SchemaNode, int?> compare)
    {
        Bound(least, "at least", order => order < 0);
        Bound(most, "at most", order => order > 0);
        Bound(above, "more than", order => order <= 0);
        Bound(below, "less than", order => order >= 0);

        void Bound(string keyword, string words, Func<int?, bool> isBroken)
        {
            if (schema.Keyword(keyword) is { } bound && isBroken(compare(bound)))
            {
                Fail(field, $"Must be {words} {bound}.");
            }
        }
    }

    private void Length(SchemaNode schema, string least, string most, int length, string unit, string field)
    {
        if (schema.Keyword(least, JsonValueKind.Number) is { } minimum && length < minimum.Element.GetDouble())
        {
            Fail(field, $"Must have at least {minimum} {unit}.");
        }

        if (schema.Keyword(most, JsonValueKind.Number) is { } maximum && length > maximum.Element.GetDouble())
        {
            Fail(field, $"Must have at most {maximum} {unit}.");
        }
    }

    /// <summary>What a member is called.</summary>
    private static string Join(string field, string member) => field.Length == 0 ? member : $"{field}.{member}";

    private bool Fail(string field, string message)
    {
        if (_count++ < MaxErrors)
        {
            fail(field, message);
        }

        return false;
    }
}
