using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport;

namespace Messaging.Producer.Tests.Endpoints;

public sealed class FailureEndpointsTests : IAsyncLifetime
{
    private static readonly string Cause = FailureFingerprint.Of(new TaskError { Type = "boom", Message = "Boom" });

    private ProducerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_group_runs_again_canary_first_and_tells_how_far_it_is()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _host.Know(TaskState.Failed)));
        using var response = await Post("retry", """{"rate":100,"by":"ann"}""");
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var replay = await response.Content.ReadFromJsonAsync<JsonElement>();
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/replays/{replay.GetProperty("id").GetGuid()}");
        (replay.GetProperty("planned").GetInt32(), replay.GetProperty("canary").GetInt32(), replay.GetProperty("by").GetString())
            .ShouldBe((5, 1, "ann"));

        var canary = (await Eventually.Get(() => Task.FromResult(_host.Commands.FirstOrDefault()!), command => command is not null)).TaskId;
        (await Eventually.Get(() => Read(response.Headers.Location), now => now.GetProperty("replayed").GetInt32() == 1))
            .GetProperty("state")
            .GetString()
            .ShouldBe("Canary");
        await _host.Tell(
            TaskEvent.Of(new TaskSucceeded { TaskId = canary, Attempt = 2, FinishedAt = TimeProvider.System.GetUtcNow(), Worker = "w1" }));

        var ended = await Eventually.Get(() => Read(response.Headers.Location), now => now.GetProperty("state").GetString() == "Finished");
        ended.GetProperty("replayed").GetInt32().ShouldBe(5);
        await Eventually.Is(() => ids.All(id => _host.Commands.Any(command => command.TaskId == id && command.Attempt == 2)));
    }

    [Fact]
    public async Task A_replay_can_be_stopped()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _host.Know(TaskState.Failed)));
        using var started = await Post("retry", """{"rate":0.1}""");

        using var stopped = await _host.Client.DeleteAsync(started.Headers.Location);

        (await stopped.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString().ShouldBe("Stopped");
        (await Read(started.Headers.Location!)).GetProperty("state").GetString().ShouldBe("Stopped");
    }

    [Fact]
    public async Task A_group_is_removed_and_nothing_else()
    {
        Guid failed = await _host.Know(TaskState.Failed), succeeded = await _host.Know(TaskState.Succeeded);

        using var response = await Post("discard", null);

        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetRawText().ShouldBe("""{"discarded":1,"left":0}""");
        (await _host.Row(failed)).ShouldBeNull();
        (await _host.Row(succeeded)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"rate":0}""", "rate")]
    [InlineData("""{"rate":1001}""", "rate")]
    [InlineData("""{"rate":"fast"}""", "rate")]
    [InlineData("""{"canary":-1}""", "canary")]
    [InlineData("""{"canary":101}""", "canary")]
    [InlineData("""{"speed":1}""", "speed")]
    public async Task What_makes_no_sense_is_refused(string body, string field)
    {
        await _host.Know(TaskState.Failed);

        using var response = await Post("retry", body);

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        using var retry = await Post("retry", null);
        using var discard = await Post("discard", null);
        using var replay = await _host.Client.GetAsync(new Uri($"/api/v1/replays/{Guid.NewGuid()}", UriKind.Relative));
        using var stop = await _host.Client.DeleteAsync(new Uri("/api/v1/replays/x", UriKind.Relative));

        foreach (var response in new[] { retry, discard, replay, stop })
        {
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    private async Task<HttpResponseMessage> Post(string what, string? body)
    {
        using var content = body is null ? null : ProducerHost.Json(body);
        return await _host.Client.PostAsync(new Uri($"/api/v1/failures/{Cause}/{what}", UriKind.Relative), content);
    }

    private Task<JsonElement> Read(Uri replay) => _host.Client.GetFromJsonAsync<JsonElement>(replay);
}
