using System.Net;
using System.Text;
using System.Text.Json;
using Messaging.Lifecycle.Sagas;
using Messaging.Producer.Submission;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Producer.Tests.Endpoints;

public sealed class SubmitTasksEndpointTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private ProducerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start(_clock);

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Every_task_of_a_batch_has_a_receipt_a_row_and_a_command_of_its_own()
    {
        var results = await Results(string.Join(',', Enumerable.Range(0, 100).Select(i => $$$"""{"name":"math.add","args":{"a":{{{i}}}}}""")));

        results.Length.ShouldBe(100);
        foreach (var (i, result) in results.Index())
        {
            var id = result.GetProperty("id").GetGuid();
            result.GetRawText().ShouldBe($$"""{"status":202,"id":"{{id}}","state":"Queued","statusUrl":"http://localhost:5081/api/v1/tasks/{{id}}"}""");
            (await _host.Row(id)).ShouldNotBeNull().State.ShouldBe(TaskState.Queued);
            (await _host.Command(id)).Arguments.GetRawText().ShouldBe($$"""{"a":{{i}}}""");
        }
    }

    [Fact]
    public async Task Each_task_is_accepted_or_refused_by_itself_and_in_its_place()
    {
        var id = Guid.NewGuid();
        var task = $$"""{"name":"math.add","id":"{{id}}"}""";
        var tooLarge = $$"""{"name":"a","args":"{{new string('x', SubmissionLimits.ArgumentBytes)}}"}""";

        var results = await Results($$"""{{task}},[],{"name":"math.add","delay":"never"},{{task}},{"name":"other","id":"{{id}}"},{{tooLarge}},{"name":"math.add","delay":"1h"}""");

        results.Select(result => result.GetProperty("status").GetInt32()).ShouldBe([202, 422, 422, 200, 409, 413, 202]);
        results[2].GetProperty("problem").GetProperty("errors").GetProperty("delay").GetArrayLength().ShouldBe(1);
        results[3].GetProperty("id").GetGuid().ShouldBe(id);
        results[4]
            .GetProperty("problem")
            .GetProperty("detail")
            .GetString()
            .ShouldBe($"Task {id} was submitted before, and asked for something else.");
        results[6].GetProperty("state").GetString().ShouldBe("Scheduled");
    }

    [Fact]
    public async Task A_batch_is_repeated_after_tasks_of_it_have_expired_and_a_new_one_that_has_is_refused()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        var batch = $$"""{"name":"math.add","id":"{{first}}","expiresAt":"{{_clock.GetUtcNow().AddMinutes(1):O}}"},{"name":"math.add","id":"{{second}}"}""";
        (await Results(batch)).Select(result => result.GetProperty("status").GetInt32()).ShouldBe([202, 202]);
        _clock.Advance(TimeSpan.FromMinutes(2));

        var results = await Results($$"""{"name":"math.add","id":"{{Guid.NewGuid()}}","expiresAt":"{{_clock.GetUtcNow():O}}"},{{batch}},{"name":"math.add","delay":"never"}""");

        results.Select(result => result.GetProperty("status").GetInt32()).ShouldBe([422, 200, 200, 422]);
        results[1].GetProperty("id").GetGuid().ShouldBe(first);
        results[2].GetProperty("id").GetGuid().ShouldBe(second);
    }

    [Fact]
    public async Task A_late_repeat_whose_row_cannot_be_reached_costs_the_others_nothing()
    {
        var (late, other) = (Guid.NewGuid(), Guid.NewGuid());
        var repeated = $$"""{"name":"math.add","id":"{{late}}","expiresAt":"{{_clock.GetUtcNow().AddMinutes(1):O}}"}""";
        await Results(repeated);
        _clock.Advance(TimeSpan.FromMinutes(2));
        _host.Store.IsLost = id => id == late;

        var results = await Results($$"""{{repeated}},{"name":"math.add","id":"{{other}}"}""");

        results.Select(result => result.GetProperty("status").GetInt32()).ShouldBe([503, 202]);
    }

    [Fact]
    public async Task Tasks_whose_rows_cannot_be_reached_are_refused_alone_and_can_be_repeated()
    {
        var (lost, other) = (Guid.NewGuid(), Guid.NewGuid());
        var tasks = $$"""{"name":"math.add","id":"{{lost}}"},{"name":"math.add","id":"{{other}}"},{"name":"math.add","id":"{{lost}}","delay":"never"}""";
        _host.Store.IsLost = id => id == lost;

        var results = await Results(tasks);

        results.Select(result => result.GetProperty("status").GetInt32()).ShouldBe([503, 202, 422]);
        results[0]
            .GetProperty("problem")
            .GetProperty("detail")
            .GetString()
            .ShouldBe("The task store cannot be reached. Nothing is known to be accepted; repeat with the same id or Idempotency-Key.");
        await _host.Command(other);
        _host.Store.IsLost = _ => false;
        (await Results(tasks)).Select(result => result.GetProperty("status").GetInt32()).ShouldBe([202, 200, 422]);
        await _host.Command(lost);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"tasks":{}}""")]
    [InlineData("""{"tasks":[]}""")]
    public async Task A_batch_is_an_array_of_at_least_one_task(string body)
    {
        using var response = await Post(body);

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadAsStringAsync()).ShouldContain("Must be an array of 1 to 1000 tasks.");
    }

    [Fact]
    public async Task A_batch_of_more_tasks_or_bytes_than_allowed_is_refused_as_a_whole()
    {
        using var many = await Post($$"""{"tasks":[{{string.Join(',', Enumerable.Repeat("""{"name":"math.add"}""", SubmissionLimits.BatchTasks + 1))}}]}""");
        using var large = await Post($$"""{"tasks":[{"name":"{{new string('x', SubmissionLimits.BatchBytes)}}"}]}""");

        many.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await large.Content.ReadAsStringAsync()).ShouldContain("The body is larger than 8 MiB.");
    }

    [Fact]
    public async Task Nothing_is_known_to_be_accepted_while_the_store_is_away()
    {
        _host.Store.IsAway = true;

        using var response = await Post("""{"tasks":[{"name":"math.add"}]}""");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_batch_that_is_repeated_under_its_Idempotency_Key_is_the_same_tasks()
    {
        const string Tasks = """{"name":"math.add","args":{"a":1}},{"name":"math.add","args":{"a":1}}""";

        var first = await Results(Tasks, "order-4711");
        var again = await Results(Tasks, "order-4711");
        var other = await Results(Tasks, "order-4712");
        var changed = await Results("""{"name":"math.add","args":{"a":2}},{"name":"math.add","args":{"a":1}}""", "order-4711");

        Statuses(first).ShouldBe([202, 202]);
        Statuses(again).ShouldBe([200, 200]);
        again.Select(result => result.GetProperty("id").GetGuid()).ShouldBe(first.Select(result => result.GetProperty("id").GetGuid()));
        Statuses(other).ShouldBe([202, 202]);
        Statuses(changed).ShouldBe([409, 200]);
    }

    [Fact]
    public async Task A_task_of_a_batch_has_an_id_or_the_key_of_the_batch()
    {
        var results = await Results($$"""{"name":"math.add","id":"{{Guid.NewGuid()}}"},{"name":"math.add"}""", "order-4711");

        Statuses(results).ShouldBe([422, 202]);
        results[0].GetProperty("problem").GetProperty("errors").GetProperty("Idempotency-Key").GetArrayLength().ShouldBe(1);
    }

    private static IEnumerable<int> Statuses(JsonElement[] results) => results.Select(result => result.GetProperty("status").GetInt32());

    private async Task<JsonElement[]> Results(string tasks, string? idempotencyKey = null)
    {
        using var response = await Post($$"""{"tasks":[{{tasks}}]}""", idempotencyKey);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("results").EnumerateArray()];
    }

    private async Task<HttpResponseMessage> Post(string body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tasks/batch")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        // A server that has seen enough closes the connection: who sends much asks first.
        request.Headers.ExpectContinue = true;
        return await _host.Client.SendAsync(request);
    }
}
