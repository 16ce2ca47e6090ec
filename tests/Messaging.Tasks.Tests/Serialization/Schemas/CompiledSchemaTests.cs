using System.Text.Json;
using Messaging.Tasks.Serialization.Schemas;

namespace Messaging.Tasks.Tests.Serialization.Schemas;

public sealed class CompiledSchemaTests
{
    private const string Order = """
        {
          "type": "object",
          "properties": {
            "id": { "type": "integer", "minimum": 1, "maximum": 9 },
            "note": { "type": ["string", "null"], "minLength": 2, "maxLength": 3, "pattern": "^[a-z]+$" },
            "kind": { "enum": ["new", "old", null, 3] },
            "lines": { "type": "array", "minItems": 1, "maxItems": 2, "items": { "type": "object", "properties": { "price": { "type": "number" } }, "required": ["price"] } }
          },
          "required": ["id"],
          "additionalProperties": false
        }
        """;

    [Theory]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"id":9,"note":null,"kind":"old","lines":[{"price":1},{"price":1.5e3,"more":true}]}""")]
    [InlineData("""{"id":5,"note":"abc","kind":null}""")]
    [InlineData("""{"id":5,"kind":3.0}""")]
    public void What_the_schema_allows_passes(string arguments) => Errors(Order, arguments).ShouldBeEmpty();

    [Theory]
    [InlineData("[]", "args: Must be an object, not an array.")]
    [InlineData("null", "args: Must be an object, not null.")]
    [InlineData("{}", "args.id: Is required.")]
    [InlineData("""{"id":null}""", "args.id: Must be an integer, not null.")]
    [InlineData("""{"id":"1"}""", "args.id: Must be an integer, not a string.")]
    [InlineData("""{"id":1.0}""", "args.id: Must be an integer, not a number.")]
    [InlineData("""{"id":1e0}""", "args.id: Must be an integer, not a number.")]
    [InlineData("""{"id":true}""", "args.id: Must be an integer, not a boolean.")]
    [InlineData("""{"id":0}""", "args.id: Must be at least 1.")]
    [InlineData("""{"id":10}""", "args.id: Must be at most 9.")]
    [InlineData("""{"id":1,"ID":1}""", "args.ID: Is not an argument of this task.")]
    [InlineData("""{"id":1,"note":1}""", "args.note: Must be a string or null, not a number.")]
    [InlineData("""{"id":1,"note":"a"}""", "args.note: Must have at least 2 characters.")]
    [InlineData("""{"id":1,"note":"abcd"}""", "args.note: Must have at most 3 characters.")]
    [InlineData("""{"id":1,"note":"A1"}""", "args.note: Must match ^[a-z]+$.")]
    [InlineData("""{"id":1,"kind":"older"}""", "args.kind: Must be one of new, old, null, 3.")]
    [InlineData("""{"id":1,"lines":{}}""", "args.lines: Must be an array, not an object.")]
    [InlineData("""{"id":1,"lines":[]}""", "args.lines: Must have at least 1 items.")]
    [InlineData("""{"id":1,"lines":[{"price":1},{"price":1},{"price":1}]}""", "args.lines: Must have at most 2 items.")]
    [InlineData("""{"id":1,"lines":[{"price":1},{}]}""", "args.lines[1].price: Is required.")]
    [InlineData("""{"id":1,"lines":[{"price":"1"}]}""", "args.lines[0].price: Must be a number, not a string.")]
    public void What_it_does_not_allow_is_named_by_its_path(string arguments, string error) => Errors(Order, arguments).ShouldBe([error]);

    [Theory]
    [InlineData("""{"enum":[1,2]}""")]
    [InlineData("""{"const":1}""")]
    public void A_number_that_is_too_large_to_be_compared_is_another_one(string schema) =>
        new CompiledSchema(JsonElement.Parse(schema))
            .Check(JsonElement.Parse("1E+99999999999999999999"), "args", (_, _) => { })
            .ShouldBeFalse();

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() => Errors(Order, """{"note":"A","kind":1,"lines":[{}],"x":1}""").ShouldBe(
        [
            "args.id: Is required.",
            "args.note: Must have at least 2 characters.",
            "args.note: Must match ^[a-z]+$.",
            "args.kind: Must be one of new, old, null, 3.",
            "args.lines[0].price: Is required.",
            "args.x: Is not an argument of this task.",
        ],
        ignoreOrder: true);

    [Fact]
    public void Errors_are_bounded_however_much_is_wrong() =>
        Errors("""{"type":"array","items":{"type":"integer"}}""", $"[{string.Join(',', Enumerable.Repeat("true", 10_000))}]").Length.ShouldBe(20);

    [Fact]
    public void A_dictionary_is_checked_member_by_member() =>
        Errors("""{"type":"object","additionalProperties":{"type":"integer"}}""", """{"a":1,"b":"2"}""").ShouldBe(["args.b: Must be an integer, not a string."]);

    [Theory]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""{"type":"string","format":"hostname","x-unknown":1}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#"},{"$ref":"#"}],"anyOf":[{"$ref":"#/allOf/0"},{"$ref":"#"}]}""")]
    [InlineData("""{"$ref":"https://example.org/other.json"}""")]
    [InlineData("""{"$ref":"#/nowhere"}""")]
    [InlineData("""{"type":7,"enum":"x","const":"x","not":[],"allOf":{},"anyOf":3,"required":"a","properties":[],"items":[],"pattern":5,"format":[],"minLength":"9","contentEncoding":1}""")]
    [InlineData("""{"format":"date-time-ish","formatMinimum":"2030-01-01"}""")]
    [InlineData("""{"type":"string","pattern":"(?<unfinished"}""")]
    [InlineData("""{"type":"string","pattern":"^\\p{Script=Greek}|x$"}""")]
    public void What_is_not_understood_passes_for_the_worker_checks_again(string schema) => Errors(schema, "\"x\"").ShouldBeEmpty();

    [Theory]
    [InlineData("""{"minimum":9223372036854775807}""", "9223372036854775806", "Must be at least 9223372036854775807.")]
    [InlineData("""{"maximum":9223372036854775807}""", "9223372036854775808", "Must be at most 9223372036854775807.")]
    [InlineData("""{"maximum":0.1}""", "0.10000000000000000001", "Must be at most 0.1.")]
    [InlineData("""{"maximum":1e-999999999}""", "1e-99999999", "Must be at most 1e-999999999.")]
    [InlineData("""{"maximum":5}""", "1e99999999999999999999", "Must be at most 5.")]
    [InlineData("""{"minimum":5}""", "-1E+2", "Must be at least 5.")]
    [InlineData("""{"minimum":-100}""", "-100.5", "Must be at least -100.")]
    [InlineData("""{"exclusiveMinimum":1}""", "1.0", "Must be more than 1.")]
    [InlineData("""{"exclusiveMaximum":100}""", "1e2", "Must be less than 100.")]
    [InlineData("""{"exclusiveMinimum":0}""", "-0.0", "Must be more than 0.")]
    public void Numbers_are_compared_by_all_their_digits(string schema, string number, string error) =>
        Errors(schema, number).ShouldBe([$"args: {error}"]);

    [Theory]
    [InlineData("""{"minimum":9223372036854775807}""", "9223372036854775807")]
    [InlineData("""{"maximum":100}""", "1e2")]
    [InlineData("""{"maximum":100}""", "100.000")]
    [InlineData("""{"minimum":0.001}""", "1E-3")]
    [InlineData("""{"minimum":0}""", "-0")]
    public void Numbers_that_are_written_in_another_way_are_the_same(string schema, string number) =>
        Errors(schema, number).ShouldBeEmpty();

    private const string Shapes = """
        {"anyOf":[
          {"type":"object","properties":{"$type":{"const":"circle"},"r":{"type":"integer"}},"required":["$type","r"],"additionalProperties":false},
          {"type":"object","properties":{"$type":{"const":"square"},"s":{"type":"integer"}},"required":["$type","s"],"additionalProperties":false}]}
        """;

    [Theory]
    [InlineData("""{"r":1,"$type":"circle"}""")]
    [InlineData("""{"$type":"square","s":1}""", null)]
    [InlineData("""{"$type":"square","s":"1"}""", "args.s: Must be an integer, not a string.")]
    [InlineData("""{"$type":"triangle","s":1}""", "args.$type: Must be one of circle, square.")]
    [InlineData("""{"s":1}""", "args.$type: Must be one of circle, square.")]
    [InlineData("7", "args: Must be an object, not a number.")]
    public void Of_several_kinds_the_one_that_was_meant_is_spoken_of(string arguments, string? error = null) =>
        Errors(Shapes, arguments).ShouldBe(error is null ? [] : [error]);

    [Fact]
    public void A_reference_leads_to_another_part_of_the_schema() =>
        Errors("""{"type":"object","properties":{"a/b":{"type":"integer"},"next":{"$ref":"#"},"same":{"$ref":"#/properties/a~1b"}}}""", """{"next":{"next":{"same":"1"}}}""").ShouldBe(["args.next.next.same: Must be an integer, not a string."]);

    [Theory]
    [InlineData("^(?:(?:a|aa)+!|a+.)$")]
    [InlineData(@"^(?:(?:a|aa)+!|a+.)$(?!\n)")]
    public void A_text_that_matches_is_accepted_however_long_a_search_with_backtracking_would_take(string pattern) =>
        Errors(JsonSerializer.Serialize(new { pattern }), $"\"{new string('a', 100)}?\"").ShouldBeEmpty();

    [Theory]
    [InlineData("1$", true)]
    [InlineData("1", false)]
    [InlineData("1$\n", false)]
    public void An_end_that_is_escaped_is_none(string text, bool matches) =>
        Errors("""{"pattern":"^1\\$(?!\\n)"}""", JsonSerializer.Serialize(text)).Length.ShouldBe(matches ? 0 : 1);

    [Fact]
    public void A_pattern_that_only_backtracking_can_match_and_that_would_take_for_ever_is_given_up() =>
        Errors("""{"pattern":"^(?=a)(a+)+$"}""", $"\"{new string('a', 5_000)}!\"").ShouldBe(["args: Must match ^(?=a)(a+)+$."]);

    [Fact]
    public void A_pattern_that_would_take_for_ever_is_given_up() =>
        Errors("""{"pattern":"^(a+)+$"}""", $"\"{new string('a', 5_000)}!\"").ShouldBe(["args: Must match ^(a+)+$."]);

    private static string[] Errors(string schema, string arguments)
    {
        var errors = new List<string>();
        new CompiledSchema(JsonElement.Parse(schema))
            .Check(JsonElement.Parse(arguments), "args", (field, message) => errors.Add($"{field}: {message}"));
        return [.. errors];
    }
}
