using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Messaging.Producer.Tests.Endpoints;

public sealed class PauseEndpointsTests
{
    [Fact]
    public async Task What_is_paused_is_listed_with_who_and_why_until_it_is_resumed()
    {
        await using var producer = await ProducerHost.Start();

        (await Put(producer, "types/math.add", """{"by":"ann","reason":"the bank is away"}""")).ShouldBe(HttpStatusCode.OK);
        (await Put(producer, "queues/slow")).ShouldBe(HttpStatusCode.OK);

        var listed = await List(producer);
        listed.EnumerateArray()
            .Select(pause => $"{pause.GetProperty("kind").GetString()} {pause.GetProperty("name").GetString()}")
            .ShouldBe(["queue slow", "type math.add"]);
        (listed[1].GetProperty("by").GetString(), listed[1].GetProperty("reason").GetString()).ShouldBe(("ann", "the bank is away"));
        listed[0].TryGetProperty("by", out _).ShouldBeFalse();

        (await Delete(producer, "queues/slow")).ShouldBe(HttpStatusCode.NoContent);
        (await Delete(producer, "queues/slow")).ShouldBe(HttpStatusCode.NotFound);
        (await List(producer)).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Workers_are_told_of_every_change()
    {
        await using var producer = await ProducerHost.Start();

        await Put(producer, "queues/slow");
        await Delete(producer, "queues/slow");
        await Delete(producer, "queues/slow");

        producer.Published<Contracts.PausesChanged>().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("queues/Not A Queue", "", HttpStatusCode.UnprocessableEntity)]
    [InlineData("queues/slow", """{"by":1}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("queues/slow", """{"why":"?"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("queues/slow", "[]", HttpStatusCode.UnprocessableEntity)]
    [InlineData("queues/slow", "{", HttpStatusCode.BadRequest)]
    public async Task A_request_that_makes_no_sense_changes_nothing(string path, string body, HttpStatusCode status)
    {
        await using var producer = await ProducerHost.Start();

        (await Put(producer, path, body)).ShouldBe(status);

        (await List(producer)).GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("by", 200)]
    [InlineData("reason", 500)]
    public async Task What_is_said_of_a_pause_has_a_longest_length(string member, int longest)
    {
        await using var producer = await ProducerHost.Start();

        (await Put(producer, "queues/slow", $$"""{"{{member}}":"{{new string('x', longest + 1)}}"}""")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Put(producer, "queues/slow", $$"""{"{{member}}":"{{new string('x', longest)}}"}""")).ShouldBe(HttpStatusCode.OK);
        (await Put(producer, $"types/{new string('x', 101)}")).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<HttpStatusCode> Put(ProducerHost producer, string path, string body = "")
    {
        using var response = await producer.Client.PutAsync($"/api/v1/pauses/{path}", body.Length == 0 ? null : ProducerHost.Json(body));
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> Delete(ProducerHost producer, string path)
    {
        using var response = await producer.Client.DeleteAsync($"/api/v1/pauses/{path}");
        return response.StatusCode;
    }

    private static Task<JsonElement> List(ProducerHost producer) => producer.Client.GetFromJsonAsync<JsonElement>("/api/v1/pauses");
}
