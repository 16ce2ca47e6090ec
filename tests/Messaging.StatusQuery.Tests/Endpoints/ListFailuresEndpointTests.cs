using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.StatusQuery.Tests.Endpoints;

public sealed class ListFailuresEndpointTests(RunningStatusQuery service) : IClassFixture<RunningStatusQuery>
{
    [Fact]
    public async Task Failed_tasks_are_grouped_by_cause_and_a_group_can_be_listed_page_by_page()
    {
        var orders = await Fail(3, "order.close", i => new TaskError { Type = "Closed", Message = $"Order {i} is closed." });
        var mail = await Fail(1, "mail.send", i => new TaskError { Type = "Closed", Message = $"Order {i} is closed." });
        await Fail(
            2, "order.close", i => new TaskError { Type = "Refused", Message = "Refused.", Stack = $"   at A.B() in /x.cs:line {i}" });

        var failures = await service.Http.GetFromJsonAsync<JsonElement>("/api/v1/failures");

        failures.GetProperty("total").GetInt32().ShouldBe(2);
        var first = failures.GetProperty("failures")[0];
        (first.GetProperty("count").GetInt32(), first.GetProperty("type").GetString(), first.GetProperty("message").GetString())
            .ShouldBe((4, "Closed", "Order 2 is closed."));
        first.GetProperty("names").EnumerateArray().Select(name => name.GetString()).ShouldBe(["mail.send", "order.close"]);
        first.GetProperty("newestId").GetGuid().ShouldBe(orders[2]);
        failures.GetProperty("failures")[1].GetProperty("count").GetInt32().ShouldBe(2);

        var fingerprint = first.GetProperty("fingerprint").GetString();
        var page = await service.Http.GetFromJsonAsync<JsonElement>($"/api/v1/tasks?failure={fingerprint}&limit=3");
        var rest = await service.Http.GetFromJsonAsync<JsonElement>(
            $"/api/v1/tasks?failure={fingerprint}&limit=3&cursor={page.GetProperty("nextCursor").GetString()}");
        page.GetProperty("tasks")
            .EnumerateArray()
            .Concat(rest.GetProperty("tasks").EnumerateArray())
            .Select(task => task.GetProperty("id").GetGuid())
            .ShouldBe([.. orders, .. mail], ignoreOrder: true);
        (await service.Http.GetFromJsonAsync<JsonElement>($"/api/v1/tasks?failure={fingerprint}&name=mail.send"))
            .GetProperty("tasks")
            .GetArrayLength()
            .ShouldBe(1);
        (await service.Http.GetFromJsonAsync<JsonElement>("/api/v1/failures?limit=1")).GetProperty("failures").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/v1/failures?limit=0")]
    [InlineData("/api/v1/failures?limit=101")]
    [InlineData("/api/v1/failures?limit=x")]
    [InlineData("/api/v1/tasks?failure=x")]
    public async Task What_makes_no_sense_is_refused(string path)
    {
        using var response = await service.Http.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<Guid[]> Fail(int count, string name, Func<int, TaskError> error)
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];
        await service.Know(
        [
            .. ids.Select(
                (id, i) => TaskEvent.Of(new TaskSubmitted { TaskId = id, Name = name, Arguments = default, SubmittedAt = Told.At(i) })),
            .. ids.Select((id, i) =>
                TaskEvent.Of(
                    new TaskAttemptFailed { TaskId = id, Attempt = 1, FinishedAt = Told.At(10), Worker = "w1", Error = error(i) })),
        ]);
        return ids;
    }
}
