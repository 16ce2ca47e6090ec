using System.Diagnostics;
using System.Text;
using static Messaging.BundledTasks.Tests.Http.ApiServer;

namespace Messaging.BundledTasks.Tests.Http;

public sealed class RequestHttpTests
{
    [Fact]
    public async Task A_json_answer_is_json()
    {
        await using var server = await Start(Answer(200, """{"id":7,"name":"Ä"}""", "application/json; charset=utf-8", ("ETag", "\"v1\""), ("Set-Cookie", "a=b"), ("X-Request-Id", "r1")));
        await using var tasks = HttpTasks.Create();

        var result = await tasks.Succeed("http.request", new { url = $"{server.Url}/things/7?full=yes" });

        result.GetProperty("status").GetInt32().ShouldBe(200);
        result.GetProperty("body").GetProperty("name").GetString().ShouldBe("Ä");
        result.GetProperty("isTruncated").GetBoolean().ShouldBeFalse();
        var headers = result.GetProperty("headers");
        headers.GetProperty("etag").GetString().ShouldBe("\"v1\"");
        headers.GetProperty("x-request-id").GetString().ShouldBe("r1");
        headers.TryGetProperty("set-cookie", out _).ShouldBeFalse();
        var request = server.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("GET");
        request.Target.ShouldBe("/things/7?full=yes");
        request.Headers.ShouldNotContainKey("Idempotency-Key");
        request.Headers.ShouldNotContainKey("Task-Attempt");
        request.Headers["User-Agent"].ShouldBe("messaging-worker");
    }

    [Theory]
    [InlineData("text/plain", "Hello")]
    [InlineData("application/json", "{not json")]
    [InlineData("application/json", """{"cut":"\ud83d"}""")]
    [InlineData("application/json", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    [InlineData(null, "Hello")]
    [InlineData("text/plain; charset=nonsense", "Hello")]
    [InlineData("text/plain; charset=utf-7", "Hello")]
    public async Task Any_other_answer_is_a_text(string? contentType, string body)
    {
        await using var server = await Start(Answer(200, body, contentType));
        await using var tasks = HttpTasks.Create();

        (await tasks.Succeed("http.request", new { url = server.Url })).GetProperty("body").GetString().ShouldBe(body);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    public async Task An_answer_without_a_body_has_none(int status)
    {
        await using var server = await Start(Answer(status));
        await using var tasks = HttpTasks.Create();

        (await tasks.Succeed("http.request", new { url = server.Url })).TryGetProperty("body", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_text_declares_its_encoding()
    {
        await using var server = await Start(async context =>
        {
            context.Response.ContentType = "text/plain; charset=iso-8859-1";
            await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes("Grüße"));
        });
        await using var tasks = HttpTasks.Create();

        (await tasks.Succeed("http.request", new { url = server.Url })).GetProperty("body").GetString().ShouldBe("Grüße");
    }

    [Theory]
    [InlineData("x", 128 * 1024, false)]
    [InlineData("x", 128 * 1024 + 1, true)]
    [InlineData("x", 5_000_000, true)]
    // What JSON writes with six characters each would not fit into a result.
    [InlineData("\u0001", 128 * 1024, true)]
    [InlineData("Ж", 60_000, true)]
    public async Task A_long_answer_is_cut(string character, int count, bool isTruncated)
    {
        await using var server = await Start(Answer(200, string.Concat(Enumerable.Repeat(character, count)), "text/plain; charset=utf-8"));
        await using var tasks = HttpTasks.Create();

        var result = await tasks.Succeed("http.request", new { url = server.Url });

        result.GetProperty("isTruncated").GetBoolean().ShouldBe(isTruncated);
        result.GetProperty("body").GetString()!.Length.ShouldBeInRange(15_000, 128 * 1024);
    }

    [Fact]
    public async Task A_long_json_answer_is_cut_and_then_a_text()
    {
        await using var server = await Start(Answer(200, $"[{string.Join(',', Enumerable.Repeat("\"Ж\"", 26_000))}]", "application/json"));
        await using var tasks = HttpTasks.Create();

        var result = await tasks.Succeed("http.request", new { url = server.Url });

        result.GetProperty("isTruncated").GetBoolean().ShouldBeTrue();
        result.GetProperty("body").GetString().ShouldStartWith("[\"Ж\",");
    }

    [Fact]
    public async Task A_body_is_sent_as_json_with_the_tasks_id_as_idempotency_key()
    {
        await using var server = await Start(Answer(201));
        await using var tasks = HttpTasks.Create();
        var id = Guid.NewGuid();

        await tasks.Succeed(
            "http.request",
            new
            {
                url = server.Url,
                method = "POST",
                body = new { a = new[] { 1, 2 } },
                headers = new Dictionary<string, string> { ["authorization"] = "Bearer x", ["user-agent"] = "me/1" },
            },
            id);

        var request = server.Requests.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Body.ShouldBe("""{"a":[1,2]}""");
        request.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        request.Headers["Idempotency-Key"].ShouldBe(id.ToString());
        request.Headers["Task-Attempt"].ShouldBe("1");
        request.Headers["Authorization"].ShouldBe("Bearer x");
        request.Headers["User-Agent"].ShouldBe("me/1");
    }

    [Fact]
    public async Task A_text_body_is_sent_as_it_is()
    {
        await using var server = await Start(Answer(200));
        await using var tasks = HttpTasks.Create();

        await tasks.Succeed(
            "http.request",
            new
            {
                url = server.Url,
                method = "PUT",
                body = "<a>Ä</a>",
                headers = new Dictionary<string, string> { ["Content-Type"] = "application/xml" },
            });

        var request = server.Requests.ShouldHaveSingleItem();
        request.Body.ShouldBe("<a>Ä</a>");
        request.Headers["Content-Type"].ShouldBe("application/xml");
    }

    [Fact]
    public async Task The_call_belongs_to_the_tasks_trace()
    {
        await using var server = await Start(Answer(200));
        await using var tasks = HttpTasks.Create();
        using var activity = new Activity("attempt").SetIdFormat(ActivityIdFormat.W3C).Start();

        await tasks.Succeed("http.request", new { url = server.Url });

        server.Requests.ShouldHaveSingleItem().Headers["traceparent"].ShouldStartWith($"00-{activity.TraceId}-");
    }

    [Fact]
    public async Task A_session_does_not_leak_into_another_task()
    {
        await using var server = await Start(Answer(200, headers: ("Set-Cookie", "session=secret")));
        await using var tasks = HttpTasks.Create();

        await tasks.Succeed("http.request", new { url = server.Url });
        await tasks.Succeed("http.request", new { url = server.Url });

        server.Requests[1].Headers.ShouldNotContainKey("Cookie");
    }
}
