using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

[Collection(RunningServersCollection.Name)]
public sealed class BadInputTests(RunningSystem running)
{
    private static readonly Guid Id = Guid.Parse("0b5a4c1e-7d7b-4f0e-9a55-2f5c3f3b7a01");

    public static TheoryData<string, int, string> BadBodies => new()
    {
        { """{"name": "math.ad", "args": {"a": 1, "b": 2}}""", 422, "math.add" },
        { """{"name": "math.add", "args": {"a": 1,""", 400, "JSON" },
        { """{"name": "math.add", "args": {"a": "\ud800", "b": 2}}""", 400, "Unicode" },
        { """[1, 2]""", 422, "object" },
        { """{"args": {"a": 1, "b": 2}}""", 422, "name" },
        { """{"name": "math.add", "args": {"a": "one", "b": 2}}""", 422, "args.a" },
        { """{"name": "math.add", "args": {"a": 1}}""", 422, "args.b" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2, "c": 3}}""", 422, "args.c" },
        { """{"name": "math.add", "args": [1, 2]}""", 422, "args" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2}, "delay": "soon"}""", 422, "delay" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2}, "delay": "-5s"}""", 422, "delay" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2}, "delay": "5s", "notBefore": "2999-01-01T00:00:00Z"}""", 422, "notBefore" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2}, "notBefore": "tomorrow"}""", 422, "notBefore" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2}, "notBefore": "2027-01-01T00:00:00"}""", 422, "notBefore" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2}, "expiresAt": "2001-01-01T00:00:00Z"}""", 422, "expiresAt" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2}, "timeLimit": "0s"}""", 422, "timeLimit" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2}, "retry": {"maxAttempts": 0}}""", 422, "retry.maxAttempts" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2}, "queue": "Not A Queue"}""", 422, "queue" },
        { """{"name": "math.add", "args": {"a": 1, "b": 2}, "arguments": {}}""", 422, "arguments" },
        { """{"id": "seven", "name": "math.add", "args": {"a": 1, "b": 2}}""", 422, "id" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Bad_input_is_answered_with_problem_details_that_name_the_field(string body, int status, string mentioned)
    {
        var problem = await PostBad(body, (HttpStatusCode)status);

        problem.ToString().ShouldContain(mentioned);
    }

    [Fact]
    public async Task A_payload_of_257_kibibytes_is_too_large()
    {
        var text = new string('x', 257 * 1024);

        await PostBad($$$"""{"id": "{{{Id}}}", "name": "email.send", "args": {"to": ["a@example.org"], "subject": "s", "text": "{{{text}}}"}}""", HttpStatusCode.RequestEntityTooLarge);

        (await running.System.Get(Id)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Bad_input_stores_and_publishes_nothing()
    {
        using var answer = await running.System.Post(new { id = Id, name = "math.add", args = new { a = "one", b = 2 } });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await running.System.Get(Id)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await RunningSystem.WaitingCommands()).ShouldBe(0u);
    }

    private async Task<JsonElement> PostBad(string body, HttpStatusCode status)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await running.System.Producer.Http.PostAsync("/api/v1/tasks", content);
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
