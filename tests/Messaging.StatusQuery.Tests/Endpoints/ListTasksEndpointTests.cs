using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.StatusQuery.Tests.Endpoints;

/// <summary>Each test has a name of task of its own, since all share one store.</summary>
public sealed class ListTasksEndpointTests(RunningStatusQuery service) : IClassFixture<RunningStatusQuery>
{
    [Fact]
    public async Task Pages_follow_each_other_newest_first_until_there_is_no_cursor_any_more()
    {
        var ids = await Submit("pages", 7);

        var first = await List("name=pages&limit=3");
        var second = await List($"name=pages&limit=3&cursor={Cursor(first)}");
        var third = await List($"name=pages&limit=3&cursor={Cursor(second)}");

        Ids(first).Concat(Ids(second)).Concat(Ids(third)).ShouldBe(ids.Reverse());
        (Ids(first).Length, Ids(second).Length, Ids(third).Length).ShouldBe((3, 3, 1));
        Cursor(third).ShouldBeNull();
    }

    [Fact]
    public async Task A_page_that_is_full_with_the_last_task_is_the_last()
    {
        await Submit("full", 3);

        Cursor(await List("name=full&limit=3")).ShouldBeNull();
    }

    [Fact]
    public async Task All_filters_must_agree()
    {
        var ids = await Submit("filters", 4, queue: "mail", tags: ["blue"]);
        await Submit("filters", 1, queue: "other", tags: ["blue"]);
        await service.Know(Told.Started(ids[1]), Told.Succeeded(ids[2]));

        Ids(await List("name=filters&queue=mail&tag=blue")).ShouldBe(ids.Reverse());
        Ids(await List("name=filters&queue=mail&tag=blue&state=running")).ShouldBe([ids[1]]);
        Ids(await List("queue=mail&state=Succeeded")).ShouldBe([ids[2]]);
        Ids(await List("tag=blue&state=succeeded&name=nothing")).ShouldBeEmpty();
        Ids(await List($"name=filters&queue=mail&from={Time(1)}&to={Time(3)}")).ShouldBe([ids[2], ids[1]]);
    }

    [Fact]
    public async Task Matches_that_are_rare_among_many_are_all_found()
    {
        var ids = await Submit("rare", 400);
        await service.Know(Told.Succeeded(ids[0]), Told.Succeeded(ids[399]));

        Ids(await List("name=rare&state=succeeded&limit=2")).ShouldBe([ids[399], ids[0]]);
    }

    [Fact]
    public async Task A_listed_task_has_no_arguments_no_result_and_no_stack()
    {
        var id = (await Submit("summary", 1))[0];
        await service.Know(
            Told.Started(id),
            TaskEvent.Of(
                new TaskAttemptFailed
                {
                    TaskId = id,
                    Attempt = 1,
                    FinishedAt = Told.At(3),
                    Worker = "w1",
                    Error = new TaskError { Type = "boom", Message = "Boom", Stack = "at x" },
                }));

        var task = (await List("name=summary")).GetProperty("tasks")[0];

        task.GetRawText().ShouldBe(
            $$"""{"id":"{{id}}","name":"summary","queue":"default","state":"Failed","error":{"type":"boom","message":"Boom"},"attempt":1,"createdAt":"2026-01-02T03:04:05+00:00","startedAt":"2026-01-02T03:04:07+00:00","finishedAt":"2026-01-02T03:04:08+00:00","worker":"w1"}""");
    }

    [Fact]
    public async Task A_question_that_makes_no_sense_is_answered_with_all_that_is_wrong_with_it()
    {
        using var response = await service.Http.GetAsync(
            "/api/v1/tasks?state=done&limit=0&cursor=x&from=yesterday&colour=blue&name=a&name=b");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        errors.EnumerateObject()
            .Select(error => error.Name)
            .ShouldBe(["state", "limit", "cursor", "from", "colour", "name"], ignoreOrder: true);
        errors.GetProperty("state")[0]
            .GetString()
            .ShouldBe("Must be one of Unknown, Scheduled, Queued, Running, Retrying, Succeeded, Failed, Canceled, Expired, Parked.");
    }

    [Theory]
    [InlineData("2026-01-31T12:00:00Z", HttpStatusCode.OK)]
    [InlineData("2026-01-31t12:00:00.5z", HttpStatusCode.OK)]
    [InlineData("2026-01-31T12:00:00%2B02:00", HttpStatusCode.OK)]
    [InlineData("2026-01-31T12:00:00", HttpStatusCode.BadRequest)]
    [InlineData("2026-01-31", HttpStatusCode.BadRequest)]
    public async Task A_time_has_an_offset(string time, HttpStatusCode status)
    {
        using var from = await service.Http.GetAsync($"/api/v1/tasks?from={time}");
        using var to = await service.Http.GetAsync($"/api/v1/tasks?to={time}");

        from.StatusCode.ShouldBe(status);
        to.StatusCode.ShouldBe(status);
    }

    private static string Time(double seconds) =>
        Uri.EscapeDataString(Told.At(seconds).ToString("yyyy-MM-dd'T'HH:mm:ssK", System.Globalization.CultureInfo.InvariantCulture));

    private static Guid[] Ids(JsonElement page) =>
        [.. page.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetGuid())];

    private static string? Cursor(JsonElement page) => page.TryGetProperty("nextCursor", out var cursor) ? cursor.GetString() : null;

    private async Task<Guid[]> Submit(string name, int count, string queue = "default", string[]? tags = null)
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];
        await service.Know(
            [
                .. ids.Select((id, i) =>
                    TaskEvent.Of(
                        new TaskSubmitted
                        {
                            TaskId = id,
                            Name = name,
                            Queue = queue,
                            Tags = tags,
                            Arguments = default,
                            SubmittedAt = Told.At(i),
                        })),
            ]);
        return ids;
    }

    private Task<JsonElement> List(string query) => service.Http.GetFromJsonAsync<JsonElement>($"/api/v1/tasks?{query}");
}
