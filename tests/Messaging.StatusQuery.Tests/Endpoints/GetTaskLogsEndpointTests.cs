using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Logs;
using Messaging.TestSupport;

namespace Messaging.StatusQuery.Tests.Endpoints;

public sealed class GetTaskLogsEndpointTests(RunningStatusQuery service) : IClassFixture<RunningStatusQuery>
{
    [Fact]
    public async Task Lines_that_came_in_bulk_or_alone_or_twice_are_each_shown_once_and_in_order()
    {
        var id = Guid.NewGuid();
        await service.Bus.Publish(new TaskEvents { Logged = [Line(id, 1, 2), Line(id, 2, 1), Line(Guid.NewGuid(), 1, 1)] });
        await service.Bus.Publish(Line(id, 1, 1));
        await service.Bus.Publish(Line(id, 1, 2));

        var log = await Eventually.Get(() => Read(id), log => log.TryGetProperty("lines", out var lines) && lines.GetArrayLength() == 3);

        log.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("message").GetString()).ShouldBe(["1.1", "1.2", "2.1"]);
        log.GetProperty("lines")[0].GetRawText().ShouldBe("""{"attempt":1,"sequence":1,"loggedAt":"2026-01-02T03:04:06+00:00","message":"1.1"}""");
    }

    [Fact]
    public async Task A_log_is_read_on_from_where_an_earlier_answer_ended()
    {
        var id = Guid.NewGuid();
        await service.Bus.Publish(new TaskEvents { Logged = [Line(id, 1, 1), Line(id, 1, 2), Line(id, 1, 3)] });
        await Eventually.Get(() => Read(id), log => log.TryGetProperty("lines", out var lines) && lines.GetArrayLength() == 3);

        var first = await Read(id, "?limit=2");
        var second = await Read(id, $"?limit=2&after={first.GetProperty("next").GetString()}");

        Messages(first).ShouldBe(["1.1", "1.2"]);
        Messages(second).ShouldBe(["1.3"]);
        (await Read(id, "?after=1-3"))
            .GetRawText()
            .ShouldContain("\"next\":\"1-3\"", customMessage: "the place must not be lost while there is nothing new");
    }

    [Fact]
    public async Task A_task_that_has_logged_nothing_has_an_empty_log_and_one_that_never_was_has_none()
    {
        var id = Guid.NewGuid();
        await service.Know(Told.Submitted(id));

        (await Read(id)).GetRawText().ShouldBe("""{"lines":[]}""");
        (await Status(Guid.NewGuid().ToString())).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_log_of_a_task_that_was_removed_is_gone_even_if_lines_came_later()
    {
        var id = Guid.NewGuid();
        await service.Know(Told.Submitted(id), Told.Succeeded(id));
        (await service.Get<TaskJanitor>().Discard(id, _ => true, CancellationToken.None)).ShouldBeNull();
        await service.Bus.Publish(Line(id, 1, 1));

        await Eventually.Is(async () => (await service.Get<ITaskLogs>().Read(id, default, 10, CancellationToken.None)).Count == 1);
        (await Status(id.ToString())).ShouldBe(HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0198c0de-0000-7000-8000-000000000001/logs?limit=0")]
    [InlineData("0198c0de-0000-7000-8000-000000000001/logs?limit=1001")]
    [InlineData("0198c0de-0000-7000-8000-000000000001/logs?after=1")]
    [InlineData("0198c0de-0000-7000-8000-000000000001/logs?after=1-9999999999999")]
    public async Task A_question_that_makes_no_sense_is_refused(string path) =>
        (await Status(path)).ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Lines_without_a_place_are_left_out_and_long_ones_are_cut()
    {
        var id = Guid.NewGuid();
        await service.Bus.Publish(
            new TaskEvents
            {
                Logged =
                [
                    Line(id, 0, 1),
                    Line(id, 1, 0),
                    Line(id, 1, long.MaxValue),
                    Line(id, 1, 1) with { Message = new string('x', 3000) },
                ],
            });

        var log = await Eventually.Get(() => Read(id), log => log.TryGetProperty("lines", out var lines) && lines.GetArrayLength() > 0);

        Messages(log).ShouldBe([new string('x', 2048)]);
    }

    private static TaskLogged Line(Guid id, int attempt, long sequence) =>
        new() { TaskId = id, Attempt = attempt, Sequence = sequence, LoggedAt = Told.At(sequence % 60), Message = $"{attempt}.{sequence}" };

    private static string?[] Messages(JsonElement log) =>
        [.. log.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("message").GetString())];

    private async Task<JsonElement> Read(Guid id, string query = "")
    {
        using var response = await service.Http.GetAsync($"/api/v1/tasks/{id}/logs{query}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpStatusCode> Status(string path)
    {
        using var response = await service.Http.GetAsync(
            $"/api/v1/tasks/{path}{(path.Contains('/', StringComparison.Ordinal) ? "" : "/logs")}");
        return response.StatusCode;
    }
}
