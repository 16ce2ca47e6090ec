using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Storage;

namespace Messaging.StatusQuery.Tests.Endpoints;

public sealed class GetTaskEndpointTests(RunningStatusQuery service) : IClassFixture<RunningStatusQuery>
{
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public async Task A_task_that_succeeded_at_its_second_attempt_is_shown_with_everything_known_of_it()
    {
        await service.Know(
            TaskEvent.Of(new TaskSubmitted
            {
                TaskId = _id,
                Name = "math.add",
                Arguments = JsonElement.Parse("""{"a":1,"b":[2]}"""),
                SubmittedAt = Told.At(0),
                Queue = "slow",
                ExpiresAt = Told.At(3600),
                Tags = ["blue", "red"],
                TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            }),
            TaskEvent.Of(new TaskEnqueued { TaskId = _id, Attempt = 1, EnqueuedAt = Told.At(1) }),
            TaskEvent.Of(new TaskStarted { TaskId = _id, Attempt = 1, StartedAt = Told.At(2), Worker = "w1", MaxAttempts = 3 }),
            TaskEvent.Of(new TaskAttemptFailed
            {
                TaskId = _id,
                Attempt = 1,
                FinishedAt = Told.At(3),
                Worker = "w1",
                Error = new TaskError { Type = "System.IO.IOException", Message = "Broken.", Stack = "at home" },
                RetryAt = Told.At(10),
            }),
            TaskEvent.Of(new TaskStarted { TaskId = _id, Attempt = 2, StartedAt = Told.At(11.5), Worker = "w2", MaxAttempts = 3 }),
            TaskEvent.Of(new TaskProgressed { TaskId = _id, Attempt = 2, Sequence = 1, Percent = 50, Message = "Half." }),
            TaskEvent.Of(new TaskCancelRequested { TaskId = _id, RequestedAt = Told.At(12), By = "ann" }),
            TaskEvent.Of(new TaskSucceeded
            {
                TaskId = _id,
                Attempt = 2,
                FinishedAt = Told.At(13),
                Worker = "w2",
                Result = JsonElement.Parse("""{"sum":3}"""),
            }));

        ShouldBeJson(
            await service.Read(_id),
            $$"""
            {
              "id": "{{_id}}",
              "name": "math.add",
              "queue": "slow",
              "state": "Succeeded",
              "args": {"a": 1, "b": [2]},
              "result": {"sum": 3},
              "attempt": 2,
              "maxAttempts": 3,
              "attempts": [
                {
                  "number": 1,
                  "worker": "w1",
                  "startedAt": "2026-01-02T03:04:07+00:00",
                  "finishedAt": "2026-01-02T03:04:08+00:00",
                  "outcome": "Retrying",
                  "error": {"type": "System.IO.IOException", "message": "Broken.", "stack": "at home"}
                },
                {
                  "number": 2,
                  "worker": "w2",
                  "startedAt": "2026-01-02T03:04:16.5+00:00",
                  "finishedAt": "2026-01-02T03:04:18+00:00",
                  "outcome": "Succeeded"
                }
              ],
              "progress": {"percent": 50, "message": "Half."},
              "createdAt": "2026-01-02T03:04:05+00:00",
              "startedAt": "2026-01-02T03:04:07+00:00",
              "finishedAt": "2026-01-02T03:04:18+00:00",
              "expiresAt": "2026-01-02T04:04:05+00:00",
              "cancelRequestedAt": "2026-01-02T03:04:17+00:00",
              "worker": "w2",
              "tags": ["blue", "red"],
              "traceId": "0af7651916cd43dd8448eb211c80319c"
            }
            """);
    }

    [Fact]
    public async Task What_is_deeper_than_most_readers_of_JSON_go_is_shown_all_the_same()
    {
        var deep = JsonElement.Parse(new string('[', 63) + new string(']', 63));
        await service.Know(
            Told.Submitted(_id),
            Told.Started(_id),
            TaskEvent.Of(new TaskSucceeded { TaskId = _id, Attempt = 1, FinishedAt = Told.At(3), Worker = "w1", Result = deep }));

        (await service.Http.GetStringAsync($"/api/v1/tasks/{_id}")).ShouldContain($"\"result\":{deep}");
    }

    [Fact]
    public async Task What_JSON_allows_and_no_text_can_be_is_shown_as_it_came()
    {
        const string half = """{"cut":"\ud83d"}""";
        await service.Know(
            Told.Submitted(_id),
            Told.Started(_id),
            TaskEvent.Of(
                new TaskSucceeded { TaskId = _id, Attempt = 1, FinishedAt = Told.At(3), Worker = "w1", Result = JsonElement.Parse(half) }));

        (await service.Http.GetStringAsync($"/api/v1/tasks/{_id}")).ShouldContain($"\"result\":{half}");
    }

    [Fact]
    public async Task A_task_that_waits_for_its_next_attempt_is_shown_with_its_error_and_due_time()
    {
        await service.Know(
            Told.Submitted(_id),
            TaskEvent.Of(new TaskAttemptFailed
            {
                TaskId = _id,
                Attempt = 1,
                FinishedAt = Told.At(3),
                Worker = "w1",
                Error = new TaskError { Type = "timed-out", Message = "Too slow." },
                RetryAt = Told.At(10),
            }));

        var task = await service.Read(_id);

        task.GetProperty("state").GetString().ShouldBe("Retrying");
        task.GetProperty("dueAt").GetString().ShouldBe("2026-01-02T03:04:15+00:00");
        ShouldBeJson(task.GetProperty("error"), """{"type": "timed-out", "message": "Too slow."}""");
        task.TryGetProperty("result", out _).ShouldBeFalse();
        task.TryGetProperty("finishedAt", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_task_that_was_put_off_is_shown_with_the_reason()
    {
        await service.Know(
            Told.Submitted(_id),
            TaskEvent.Of(
                new TaskDeferred
                {
                    TaskId = _id,
                    Attempt = 1,
                    FinishedAt = Told.At(3),
                    Worker = "w1",
                    Until = Told.At(30),
                    Deferrals = 1,
                    Reason = "Nobody knows it.",
                }));

        var task = await service.Read(_id);

        task.GetProperty("state").GetString().ShouldBe("Scheduled");
        task.GetProperty("attempts")[0].GetProperty("reason").GetString().ShouldBe("Nobody knows it.");
    }

    [Theory]
    [InlineData("seven")]
    [InlineData("0198c0de-0000-7000-8000-00000000000")]
    [InlineData("0198c0de-0000-7000-8000-000000000001?wait=soon")]
    [InlineData("0198c0de-0000-7000-8000-000000000001?wait=-1s")]
    [InlineData("0198c0de-0000-7000-8000-000000000001?wait=5")]
    [InlineData("0198c0de-0000-7000-8000-000000000001?wait=61s")]
    [InlineData("0198c0de-0000-7000-8000-000000000001?wait=")]
    public async Task An_id_or_a_wait_that_is_none_is_a_bad_request(string address)
    {
        using var response = await service.Http.GetAsync($"/api/v1/tasks/{address}");

        await ShouldBeProblem(response, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?wait=1m")]
    public async Task A_task_that_never_was_is_not_found_and_not_waited_for(string query)
    {
        using var response = await service.Get(_id, query);

        await ShouldBeProblem(response, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?wait=1m")]
    public async Task A_task_whose_content_is_gone_is_gone_and_not_waited_for(string query)
    {
        await service.Store.Commit(
            [new RowChange { Id = _id, ExpectedVersion = 0, Value = TaskRowCodec.EncodeTombstone(1, 1) }], CancellationToken.None);

        using var response = await service.Get(_id, query);

        await ShouldBeProblem(response, HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?wait=1m")]
    public async Task Without_the_store_nothing_is_claimed_and_the_caller_is_told_when_to_come_back(string query)
    {
        service.Store.IsAway = true;
        try
        {
            using var response = await service.Get(_id, query);

            await ShouldBeProblem(response, HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
        }
        finally
        {
            service.Store.IsAway = false;
        }

        service.Waiter.WaitedFor.ShouldBe(0);
    }

    private static async Task ShouldBeProblem(HttpResponseMessage response, HttpStatusCode status)
    {
        response.StatusCode.ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    private static void ShouldBeJson(JsonElement actual, string expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(actual.GetRawText()), JsonNode.Parse(expected)).ShouldBeTrue(actual.ToString());
}
