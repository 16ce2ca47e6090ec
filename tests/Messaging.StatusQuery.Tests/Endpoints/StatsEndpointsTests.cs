using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;

namespace Messaging.StatusQuery.Tests.Endpoints;

public sealed class StatsEndpointsTests : IAsyncLifetime
{
    private readonly RunningStatusQuery _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Tasks_are_counted_by_state_and_by_queue()
    {
        var running = Guid.NewGuid();
        var succeeded = Guid.NewGuid();
        await _service.Know(
            Submitted(running, "mail"),
            Submitted(succeeded, "default"),
            Submitted(Guid.NewGuid(), "default"),
            Told.Started(running),
            Told.Succeeded(succeeded));

        (await Read("stats")).GetRawText().ShouldBe("""{"states":{"scheduled":0,"queued":1,"running":1,"retrying":0,"succeeded":1,"failed":0,"canceled":0,"expired":0,"parked":0,"unknown":0},"total":3}""");
        (await Read("queues")).GetRawText().ShouldBe(
            """[{"name":"default","states":{"scheduled":0,"queued":1,"running":0,"retrying":0,"succeeded":1,"failed":0,"canceled":0,"expired":0,"parked":0,"unknown":0},"total":2},{"name":"mail","states":{"scheduled":0,"queued":0,"running":1,"retrying":0,"succeeded":0,"failed":0,"canceled":0,"expired":0,"parked":0,"unknown":0},"total":1}]""");
    }

    [Fact]
    public async Task Nothing_is_counted_or_listed_while_the_store_is_away()
    {
        _service.Store.IsAway = true;

        foreach (var path in new[] { "stats", "queues", "tasks", "failures", "undecodable" })
        {
            using var response = await _service.Http.GetAsync($"/api/v1/{path}");
            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, path);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            response.Headers.RetryAfter.ShouldNotBeNull();
            response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        }
    }

    private static TaskEvent Submitted(Guid id, string queue) =>
        TaskEvent.Of(new TaskSubmitted { TaskId = id, Name = "math.add", Queue = queue, Arguments = default, SubmittedAt = Told.At(0) });

    private Task<JsonElement> Read(string path) => _service.Http.GetFromJsonAsync<JsonElement>($"/api/v1/{path}");
}
