using System.Text.Json;
using Messaging.Producer.Submission;

namespace Messaging.Producer.Tests.Submission;

public sealed class FingerprintTests
{
    private const string Body = """{"name":"math.add","args":{"a":1,"b":[1,{"c":null,"d":"x"}]},"tags":["t"]}""";

    private const string GoldenFingerprint = "31Dbn32eYiKEJi5FhfaU9Q==";
    private const string GoldenId = "6f960373-8676-8ae3-b797-79aa0c77df43";

    [Theory]
    [InlineData("""{ "tags" : [ "t" ], "args": {"b":[1, {"d":"x","c":null}],"a":1 },"name" :"math.add"}""")]
    [InlineData("""{"id":"0197a000-0000-7000-8000-000000000001","name":"math.add","args":{"a":1,"b":[1,{"c":null,"d":"x"}]},"tags":["t"]}""")]
    [InlineData("""{"n\u0061me":"math.add","args":{"a":1,"b":[1,{"c":null,"d":"\u0078"}]},"tags":["t"]}""")]
    public void Order_of_members_white_space_spelling_of_characters_and_the_id_do_not_matter(string body) => Of(body).ShouldBe(Of(Body));

    [Theory]
    [InlineData("""{"name":"math.sub","args":{"a":1,"b":[1,{"c":null,"d":"x"}]},"tags":["t"]}""")]
    [InlineData("""{"name":"math.add","args":{"a":2,"b":[1,{"c":null,"d":"x"}]},"tags":["t"]}""")]
    [InlineData("""{"name":"math.add","args":{"a":"1","b":[1,{"c":null,"d":"x"}]},"tags":["t"]}""")]
    [InlineData("""{"name":"math.add","args":{"a":1,"b":[{"c":null,"d":"x"},1]},"tags":["t"]}""")]
    [InlineData("""{"name":"math.add","args":{"a":1,"b":[1,{"c":null,"d":"X"}]},"tags":["t"]}""")]
    [InlineData("""{"name":"math.add","args":{"a":1,"b":[1,{"d":"x"}]},"tags":["t"]}""")]
    [InlineData("""{"name":"math.add","args":{"a":1,"b":[1,{"c":null,"d":"x"}],"id":"inner"},"tags":["t"]}""")]
    [InlineData("""{"name":"math.add","args":{"a":1,"b":[1,{"c":null,"d":"x"}]},"tags":["t"],"delay":"1s"}""")]
    [InlineData("""{"name":"math.add","args":{"a":1,"b":[1,{"c":null,"d":"x"}]},"tags":[["t"]]}""")]
    public void Anything_else_does(string body) => Of(body).ShouldNotBe(Of(Body));

    [Fact]
    public void Fingerprints_of_earlier_releases_are_still_the_same()
    {
        // Kept in rows: another value would turn a repeated submission into a conflict.
        Of("""{"name":"math.add","args":{"a":1,"b":2.50,"c":"\u00e4<"}}""").ShouldBe(GoldenFingerprint);
    }

    [Fact]
    public void An_idempotency_key_has_one_id_for_ever()
    {
        var id = Fingerprint.IdOf("order-4711");

        id.ShouldBe(Guid.Parse(GoldenId));
        id.Version.ShouldBe(8);
        (id.Variant & 0xc).ShouldBe(0x8);
        Fingerprint.IdOf("order-4712").ShouldNotBe(id);
        Fingerprint.IdOf("Order-4711").ShouldNotBe(id);
    }

    private static string Of(string body) => Fingerprint.Of(JsonElement.Parse(body));
}
