using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.EndToEnd.Tests.Processes;

namespace Messaging.EndToEnd.Tests;

[Collection(RunningServersCollection.Name)]
public sealed class RepeatedSubmissionTests(RunningSystem running)
{
    [Fact]
    public async Task The_same_id_twice_is_one_task()
    {
        var id = Guid.NewGuid();
        var task = new { id, name = "math.add", args = new { a = 1, b = 2 } };

        using var first = await running.System.Post(task);
        using var second = await running.System.Post(task);

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        var ended = await running.System.WaitForEnd(id);
        ended.State.ShouldBe("Succeeded");
        ended.Json.GetProperty("attempts").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task The_same_id_at_the_same_moment_is_one_task()
    {
        var id = Guid.NewGuid();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => running.System.Post(new { id, name = "math.add", args = new { a = 1, b = 2 } })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(19);
    }

    [Fact]
    public async Task The_same_id_with_another_body_is_a_conflict()
    {
        var id = Guid.NewGuid();
        await running.System.Submit(new { id, name = "math.add", args = new { a = 1, b = 2 } });

        using var other = await running.System.Post(new { id, name = "math.add", args = new { a = 1, b = 3 } });

        other.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await running.System.WaitForEnd(id)).Result.GetDouble().ShouldBe(3);
    }

    [Fact]
    public async Task The_same_idempotency_key_twice_is_one_task_and_another_body_a_conflict()
    {
        var key = $"order-{Guid.NewGuid()}";

        using var first = await running.System.Post(new { name = "math.add", args = new { a = 1, b = 2 } }, key);
        using var second = await running.System.Post(new { name = "math.add", args = new { b = 2, a = 1 } }, key);
        using var other = await running.System.Post(new { name = "math.add", args = new { a = 5, b = 2 } }, key);

        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        second.StatusCode.ShouldBe(HttpStatusCode.OK, "the order of members does not matter");
        other.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await IdOf(second)).ShouldBe(await IdOf(first));
    }

    private static async Task<Guid> IdOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
}
