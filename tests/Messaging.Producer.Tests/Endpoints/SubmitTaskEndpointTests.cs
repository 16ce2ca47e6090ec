using System.Net;
using System.Text;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Producer.Submission;
using Messaging.TestSupport.Storage;

namespace Messaging.Producer.Tests.Endpoints;

public sealed class SubmitTaskEndpointTests : IAsyncLifetime
{
    private const string Accepted = """{"name":"math.add","args":{"a":1,"b":2}}""";

    private ProducerHost _host = null!;

    /// <summary>Body, content type and status of what cannot be accepted whatever its id is.</summary>
    public static TheoryData<string, string, int, string> Unacceptable => new()
    {
        { "", "application/json", 400, "The body is not valid JSON, at line 1, byte 1." },
        { "{\n\"name\":oops}", "application/json", 400, "The body is not valid JSON, at line 2, byte 8." },
        { """{"name":"a"} {}""", "application/json", 400, "The body is not valid JSON" },
        { """{"name":"a","args":{"x":1,"x":2}}""", "application/json", 400, "The body is not valid JSON: an object has a member twice." },
        { """{"name":"a","args":{"x":"\ud800"}}""", "application/json", 400, "The body is not valid JSON: a text in it is not Unicode." },
        { """{"name":"\udc00"}""", "application/json", 400, "The body is not valid JSON: a text in it is not Unicode." },
        { """{"name":"a","\ud800":1}""", "application/json", 400, "The body is not valid JSON: a text in it is not Unicode." },
        { $$"""{"name":"a","args":{{new string('[', SubmissionLimits.JsonDepth)}}{{new string(']', SubmissionLimits.JsonDepth)}}}""", "application/json", 400, "The body is not valid JSON" },
        { $$"""{"name":"a","args":"{{new string('x', SubmissionLimits.ArgumentBytes)}}"}""", "application/json", 413, "The arguments are larger than 256 KiB." },
        { $$"""{"name":"a","args":"{{new string('x', SubmissionLimits.BodyBytes)}}"}""", "application/json", 413, "The arguments are larger than 256 KiB." },
        { Accepted, "text/plain", 415, "Unsupported Media Type" },
        { Accepted, "application/xml", 415, "Unsupported Media Type" },
        { "[]", "application/json", 422, "The body must be a JSON object" },
        { "{}", "application/json", 422, "Is required" },
    };

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_accepted_task_has_a_receipt_a_row_and_a_command()
    {
        using var response = await _host.Submit(Accepted);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var receipt = await Json(response);
        var id = receipt.GetProperty("id").GetGuid();
        receipt.GetRawText().ShouldBe($$"""{"id":"{{id}}","state":"Queued","statusUrl":"http://localhost:5081/api/v1/tasks/{{id}}"}""");
        response.Headers.Location.ShouldBe(new Uri($"http://localhost:5081/api/v1/tasks/{id}"));
        id.Version.ShouldBe(7);
        var row = (await _host.Row(id)).ShouldNotBeNull();
        row.Name.ShouldBe("math.add");
        row.State.ShouldBe(TaskState.Queued);
        var command = await _host.Command(id);
        command.Name.ShouldBe("math.add");
        command.Attempt.ShouldBe(1);
        command.Arguments.GetRawText().ShouldBe("""{"a":1,"b":2}""");
    }

    [Fact]
    public async Task A_delayed_task_is_scheduled_and_sent_when_it_is_due()
    {
        using var later = await _host.Submit("""{"name":"math.add","delay":"1d"}""");
        using var soon = await _host.Submit("""{"name":"math.add","delay":"50ms"}""");

        later.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await Json(later)).GetProperty("state").GetString().ShouldBe("Scheduled");
        var row = (await _host.Row(await Id(later))).ShouldNotBeNull();
        (row.DueAt - row.SubmittedAt).ShouldBe(TimeSpan.FromDays(1));
        await _host.Command(await Id(soon));
        _host.Commands.ShouldNotContain(command => command.TaskId == row.CorrelationId);
    }

    [Fact]
    public async Task The_same_id_again_is_the_same_task_and_with_another_body_a_conflict()
    {
        var id = Guid.NewGuid();
        using var first = await _host.Submit($$$"""{"id":"{{{id}}}","name":"math.add","args":{"a":1}}""");
        using var again = await _host.Submit($$"""{ "args": { "a": 1 }, "name": "math.add", "id": "{{id:N}}" }""");
        using var other = await _host.Submit($$$"""{"id":"{{{id}}}","name":"math.add","args":{"a":2}}""");

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Id(again)).ShouldBe(id);
        await ShouldBeProblem(other, 409, $"Task {id} was submitted before, and asked for something else.");
        await ShouldHaveSentOnly(id);
        (await _host.Row(id))!.Arguments!.Value.GetRawText().ShouldBe("""{"a":1}""");
    }

    [Fact]
    public async Task Of_many_who_submit_one_id_at_once_one_is_first()
    {
        var id = Guid.NewGuid();

        var responses = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => _host.Submit($$"""{"id":"{{id}}","name":"math.add"}""")));

        responses.Select(response => (int)response.StatusCode).Order().ShouldBe([.. Enumerable.Repeat(200, 31), 202]);
        await ShouldHaveSentOnly(id);
    }

    [Fact]
    public async Task The_id_of_a_task_that_was_removed_cannot_be_used_again()
    {
        var id = Guid.NewGuid();
        await _host.Store.Commit([StoredRows.Bury(id, version: 0)], CancellationToken.None);

        using var response = await _host.Submit($$"""{"id":"{{id}}","name":"math.add"}""");

        await ShouldBeProblem(response, 409, $"Task {id} was submitted before, and has been removed since. Use a new id.");
        await ShouldHaveSentOnly();
    }

    [Fact]
    public async Task An_idempotency_key_stands_for_an_id()
    {
        using var first = await _host.Submit(Accepted, "order-4711");
        using var again = await _host.Submit(Accepted, "order-4711");
        using var other = await _host.Submit("""{"name":"math.add"}""", "order-4711");

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await Id(first)).ShouldBe(Fingerprint.IdOf("order-4711"));
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Id(again)).ShouldBe(await Id(first));
        await ShouldBeProblem(other, 409, "asked for something else");
        await ShouldHaveSentOnly(await Id(first));
    }

    [Fact]
    public async Task An_idempotency_key_and_an_id_or_a_key_out_of_bounds_are_refused()
    {
        var id = Guid.NewGuid();
        using var both = await _host.Submit($$"""{"id":"{{id}}","name":"math.add"}""", "order-4711");
        using var empty = await _host.Submit(Accepted, "");
        using var tooLong = await _host.Submit(Accepted, new string('k', 256));
        using var longest = await _host.Submit(Accepted, new string('k', 255));

        await ShouldBeProblem(both, 422, "Give either an id or an Idempotency-Key.");
        await ShouldBeProblem(empty, 422, "Must be 1 to 255 characters.");
        await ShouldBeProblem(tooLong, 422, "Must be 1 to 255 characters.");
        longest.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await _host.Row(id)).ShouldBeNull();
        (await _host.Row(Fingerprint.IdOf("order-4711"))).ShouldBeNull();
        await ShouldHaveSentOnly(await Id(longest));
    }

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public async Task What_cannot_be_accepted_is_a_problem_and_changes_nothing(string body, string contentType, int status, string detail)
    {
        using var response = await _host.Submit(ProducerHost.Json(Encoding.UTF8.GetBytes(body), contentType), "order-4711");

        await ShouldBeProblem(response, status, detail);
        (await _host.Row(Fingerprint.IdOf("order-4711"))).ShouldBeNull();
        await ShouldHaveSentOnly();
    }

    [Fact]
    public async Task A_compressed_body_is_refused_with_a_sentence()
    {
        using var content = ProducerHost.Json(Accepted);
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await _host.Submit(content, "order-4711");

        await ShouldBeProblem(response, 415, "Compressed bodies are not read: send it without Content-Encoding.");
    }

    [Fact]
    public async Task A_body_that_does_not_say_what_it_is_is_a_problem()
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Accepted));
        using var response = await _host.Submit(content, "order-4711");

        await ShouldBeProblem(response, 415, "Send application/json.");
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_a_problem()
    {
        byte[] body = [.. "{\"name\":\"a\",\"args\":\""u8, 0xff, .. "\"}"u8];
        using var response = await _host.Submit(ProducerHost.Json(body), "order-4711");

        await ShouldBeProblem(response, 400, "The body is not valid JSON");
        (await _host.Row(Fingerprint.IdOf("order-4711"))).ShouldBeNull();
    }

    [Fact]
    public async Task A_body_whose_length_is_not_told_is_bounded_too()
    {
        using var content = new ChunkedContent();
        using var response = await _host.Submit(content, "order-4711");

        await ShouldBeProblem(response, 413, "The arguments are larger than 256 KiB.");
        (await _host.Row(Fingerprint.IdOf("order-4711"))).ShouldBeNull();
    }

    [Fact]
    public async Task Arguments_as_large_and_as_deep_as_they_may_be_arrive()
    {
        var deep = new string('[', SubmissionLimits.JsonDepth - 1) + new string(']', SubmissionLimits.JsonDepth - 1);
        var large = $"\"{new string('\u00e4', (SubmissionLimits.ArgumentBytes - 2) / 2)}\"";
        foreach (var arguments in new[] { deep, large })
        {
            using var response = await _host.Submit($$"""{"name":"math.add","args":{{arguments}}}""");

            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            var command = await _host.Command(await Id(response));
            JsonElement.DeepEquals(command.Arguments, JsonElement.Parse(arguments)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Names_and_arguments_are_checked_against_what_workers_told()
    {
        await _host.Catalog.Register(
            [new TaskType { Name = "math.add", ArgumentsSchema = JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["b"]}""") }],
            CancellationToken.None);

        using var unknown = await _host.Submit("""{"name":"math.ad"}""");
        using var wrong = await _host.Submit("""{"name":"math.add","args":{"a":"1"}}""");
        using var right = await _host.Submit("""{"name":"math.add","args":{"a":1,"b":null}}""");

        (await ShouldBeProblem(unknown, 422, "No worker knows a task named 'math.ad'. Nearest known names: math.add."))
            .GetProperty("errors")
            .EnumerateObject()
            .Select(error => error.Name)
            .ShouldBe(["name"]);
        (await ShouldBeProblem(wrong, 422, "Must be an integer, not a string."))
            .GetProperty("errors")
            .EnumerateObject()
            .Select(error => error.Name)
            .ShouldBe(["args.b", "args.a"]);
        right.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await ShouldHaveSentOnly(await Id(right));
    }

    [Fact]
    public async Task While_the_store_is_away_nothing_is_accepted_and_repeating_is_safe()
    {
        _host.Store.IsAway = true;
        using var refused = await _host.Submit(Accepted, "order-4711");
        await ShouldBeProblem(refused, 503, "The task store cannot be reached.");
        using (var ready = await _host.Client.GetAsync(new Uri("/health/ready", UriKind.Relative)))
        {
            ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        _host.Store.IsAway = false;
        _host.Store.RefusesCommits = true;
        using var refusedAgain = await _host.Submit(Accepted, "order-4711");
        await ShouldBeProblem(refusedAgain, 503, "repeat with the same id or Idempotency-Key");
        _host.Commands.ShouldBeEmpty();

        _host.Store.RefusesCommits = false;
        using var accepted = await _host.Submit(Accepted, "order-4711");
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await ShouldHaveSentOnly(await Id(accepted));
    }

    [Fact]
    public async Task Other_methods_are_refused_as_problems()
    {
        using var response = await _host.Client.GetAsync(new Uri("/api/v1/tasks", UriKind.Relative));

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private static async Task<JsonElement> ShouldBeProblem(HttpResponseMessage response, int status, string text)
    {
        var body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, body);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonElement.Parse(body);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        string[] messages = problem.TryGetProperty("errors", out var errors)
            ? [.. errors.EnumerateObject().SelectMany(field => field.Value.EnumerateArray()).Select(message => message.GetString()!)]
            : [problem.GetProperty(problem.TryGetProperty("detail", out _) ? "detail" : "title").GetString()!];
        messages.ShouldContain(message => message.Contains(text, StringComparison.Ordinal), $"'{text}' in {body}");
        return problem;
    }

    /// <summary>Sends another command and waits for it: whatever was to be sent before has been.</summary>
    private async Task ShouldHaveSentOnly(params Guid[] ids)
    {
        var last = Guid.NewGuid();
        using var response = await _host.Submit($$$"""{"id":"{{{last}}}","name":"math.add","args":{"a":1,"b":2}}""");
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await _host.Command(last);
        _host.Commands.Select(command => command.TaskId).ShouldBe([.. ids, last], ignoreOrder: true);
    }

    private static async Task<JsonElement> Json(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync());

    private static async Task<Guid> Id(HttpResponseMessage response) => (await Json(response)).GetProperty("id").GetGuid();

    /// <summary>Sent in chunks, a little more than the server takes.</summary>
    private sealed class ChunkedContent : HttpContent
    {
        public ChunkedContent() => Headers.ContentType = new("application/json");

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // White space: small arguments in a large body.
            var chunk = Encoding.UTF8.GetBytes(new string(' ', 16 * 1024));
            for (var bytes = 0; bytes < SubmissionLimits.BodyBytes + chunk.Length; bytes += chunk.Length)
            {
                await stream.WriteAsync(chunk);
            }

            await stream.WriteAsync("{\"name\":\"a\"}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
