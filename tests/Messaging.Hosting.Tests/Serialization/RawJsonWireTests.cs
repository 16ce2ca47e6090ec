using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Messaging.Contracts;
using Messaging.Contracts.Tests;

namespace Messaging.Hosting.Tests.Serialization;

/// <summary>Golden documents as lean bodies: what the first release sent is read by today's code.</summary>
public sealed class RawJsonWireTests
{
    [Fact]
    public void A_golden_document_is_a_lean_body_and_read_as_it_was_meant()
    {
        ShouldSayTheSame(RawJsonBody.Read<RunTask>(Golden<RunTask>()), Full<RunTask>());
        ShouldSayTheSame(RawJsonBody.Read<TaskEvents>(Golden<TaskEvents>()), Full<TaskEvents>());
    }

    [Fact]
    public void What_is_written_today_is_what_the_golden_document_says()
    {
        ShouldBeTheSameJson(RawJsonBody.Write(Full<RunTask>()), Golden<RunTask>());
        ShouldBeTheSameJson(RawJsonBody.Write(Full<TaskEvents>()), Golden<TaskEvents>());
    }

    [Fact]
    public void What_a_document_leaves_out_has_the_default_of_its_contract()
    {
        ShouldSayTheSame(RawJsonBody.Read<RunTask>(Golden<RunTask>("minimal")), Minimal<RunTask>());
        ShouldSayTheSame(RawJsonBody.Read<TaskEvents>(Golden<TaskEvents>("minimal")), Minimal<TaskEvents>());
        RawJsonBody.Read<TaskEvents>("""{"submitted":[{"taskId":"0197a000-0000-7000-8000-000000000001","name":"n","arguments":1,"submittedAt":"2026-01-02T03:04:05Z"}]}""")
            .Submitted.ShouldHaveSingleItem().Queue.ShouldBe("default");
    }

    [Fact]
    public void Members_without_a_value_are_not_written()
    {
        RawJsonBody.Write(Minimal<TaskEvents>()).ShouldBe("{}");
        RawJsonBody.Write(Minimal<RunTask>()).ShouldBe("""{"taskId":"0197a000-0000-7000-8000-000000000001","name":"math.add","arguments":null,"attempt":1,"deferrals":0,"queue":"default"}""");
    }

    [Fact]
    public void Members_that_a_later_release_adds_are_ignored()
    {
        var document = JsonNode.Parse(Golden<RunTask>())!.AsObject();
        document["addedLater"] = JsonNode.Parse("""{"deep":[1,{"er":null}]}""");
        document["$type"] = "System.Diagnostics.Process, System.Diagnostics.Process";

        ShouldSayTheSame(RawJsonBody.Read<RunTask>(document.ToJsonString()), Full<RunTask>());
    }

    [Theory]
    [InlineData("taskId")]
    [InlineData("name")]
    [InlineData("arguments")]
    public void A_command_without_a_required_member_is_refused(string member)
    {
        var document = JsonNode.Parse(Golden<RunTask>())!.AsObject();
        document.Remove(member).ShouldBeTrue();

        Should.Throw<SerializationException>(() =>
            RawJsonBody.Deserialize<RunTask>(
                document.ToJsonString())).InnerException.ShouldBeOfType<JsonException>().Message.ShouldContain(member);
    }

    [Fact]
    public void Events_of_which_one_lacks_a_required_member_are_refused() =>
        Should.Throw<SerializationException>(() => RawJsonBody.Deserialize<TaskEvents>("""{"enqueued":[{"taskId":"0197a000-0000-7000-8000-000000000001","attempt":1}]}"""));

    private static T Full<T>() => WireValues.Full.OfType<T>().Single();

    private static T Minimal<T>() => WireValues.Minimal.OfType<T>().Single();

    private static string Golden<T>(string folder = "") =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Wire", folder, $"{typeof(T).Name}.json"));

    private static void ShouldBeTheSameJson(string actual, string expected) =>
        JsonElement.DeepEquals(JsonElement.Parse(actual), JsonElement.Parse(expected)).ShouldBeTrue(actual);

    /// <summary>Compared member by member with plain options, so that a fault of the options under test cannot hide itself.</summary>
    private static void ShouldSayTheSame(object actual, object expected) =>
        JsonSerializer.Serialize(actual, actual.GetType()).ShouldBe(JsonSerializer.Serialize(expected, expected.GetType()));
}
