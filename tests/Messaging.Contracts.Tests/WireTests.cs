using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit.Serialization;

namespace Messaging.Contracts.Tests;

/// <summary>
/// Golden documents: what the first release sent is read by today's code, through the options that MassTransit reads messages with.
/// </summary>
public sealed class WireTests
{
    private const string Added = "addedInALaterRelease";

    /// <summary>Members whose content belongs to callers.</summary>
    private static readonly string[] Foreign = ["args", "arguments", "result", "argumentsSchema"];

    private static readonly JsonSerializerOptions Options = SystemTextJsonMessageSerializer.Options;

    public static TheoryData<string> Contracts => [.. Types.Select(type => type.Name)];

    private static IEnumerable<Type> Types => typeof(RunTask).Assembly.GetExportedTypes();

    [Fact]
    public void Every_contract_has_a_golden_document_a_minimal_one_and_nothing_else_has()
    {
        Names("Wire").ShouldBe(Types.Select(type => type.Name), ignoreOrder: true);
        Names("Wire/minimal").ShouldBe(Types.Select(type => type.Name), ignoreOrder: true);
        WireValues.Full.Select(value => value.GetType()).ShouldBe(Types, ignoreOrder: true);
        WireValues.Minimal.Select(value => value.GetType()).ShouldBe(Types, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_golden_document_is_read_as_it_was_meant(string contract)
    {
        var expected = Full(contract);

        ShouldSayTheSame(Read(Document("Wire", contract), expected.GetType()), expected);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_golden_document_gives_every_member(string contract)
    {
        var members = Full(contract).GetType().GetProperties().Select(NameOf);

        JsonNode.Parse(Document("Wire", contract))!.AsObject().Select(member => member.Key).ShouldBe(members, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void What_is_written_today_is_what_the_golden_document_says(string contract)
    {
        var expected = Full(contract);
        var written = JsonSerializer.SerializeToElement(expected, expected.GetType(), Options);

        JsonElement.DeepEquals(written, JsonElement.Parse(Document("Wire", contract))).ShouldBeTrue(written.ToString());
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_document_with_none_but_the_first_required_members_is_read(string contract)
    {
        var expected = WireValues.Minimal.Single(value => value.GetType().Name == contract);

        ShouldSayTheSame(Read(Document("Wire/minimal", contract), expected.GetType()), expected);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Members_are_required_if_and_only_if_the_first_release_required_them(string contract)
    {
        var required = Full(contract)
            .GetType()
            .GetProperties()
            .Where(property => property.IsDefined(typeof(RequiredMemberAttribute)))
            .Select(NameOf);

        required.ShouldBe(JsonNode.Parse(Document("Wire/minimal", contract))!.AsObject().Select(member => member.Key), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void A_document_without_a_required_member_is_refused(string contract)
    {
        var type = Full(contract).GetType();
        foreach (var name in JsonNode.Parse(Document("Wire/minimal", contract))!.AsObject().Select(member => member.Key))
        {
            var document = JsonNode.Parse(Document("Wire", contract))!.AsObject();
            document.Remove(name).ShouldBeTrue();

            Should.Throw<JsonException>(() => Read(document.ToJsonString(), type), name);
        }
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Members_that_a_later_release_adds_are_ignored(string contract)
    {
        var expected = Full(contract);
        var document = JsonNode.Parse(Document("Wire", contract))!;
        AddEverywhere(document);

        document[Added].ShouldNotBeNull();
        ShouldSayTheSame(Read(document.ToJsonString(), expected.GetType()), expected);
    }

    [Fact]
    public void Empty_lists_of_a_bulk_message_are_left_out()
    {
        var written = JsonSerializer.SerializeToElement(
            new TaskEvents { Enqueued = [new TaskEnqueued { TaskId = Guid.Empty, Attempt = 1, EnqueuedAt = default }] }, Options);

        written.EnumerateObject()
            .Where(member => member.Value.ValueKind != JsonValueKind.Null)
            .Select(member => member.Name)
            .ShouldBe(["enqueued"]);
    }

    private static void AddEverywhere(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                AddEverywhere(item);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToArray())
            {
                if (!Foreign.Contains(name))
                {
                    AddEverywhere(value);
                }
            }

            members[Added] = JsonNode.Parse("""{"deep":[1,{"er":null}]}""");
        }
    }

    private static object Full(string contract) => WireValues.Full.Single(value => value.GetType().Name == contract);

    private static object Read(string document, Type type) => JsonSerializer.Deserialize(document, type, Options).ShouldNotBeNull();

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    /// <summary>Compared member by member with plain options, so that a fault of the options under test cannot hide itself.</summary>
    private static void ShouldSayTheSame(object actual, object expected) =>
        JsonSerializer.Serialize(actual, actual.GetType()).ShouldBe(JsonSerializer.Serialize(expected, expected.GetType()));

    private static string Document(string folder, string contract) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, folder, $"{contract}.json"));

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, folder), "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file));
}
