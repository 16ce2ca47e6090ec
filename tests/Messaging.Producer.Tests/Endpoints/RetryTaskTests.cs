using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Producer.Tests.Endpoints;

public sealed class RetryTaskTests : IAsyncLifetime
{
    private ProducerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(TaskState.Failed)]
    [InlineData(TaskState.Canceled)]
    [InlineData(TaskState.Expired)]
    public async Task An_ended_task_runs_again_as_its_next_attempt_with_none_used_up(TaskState state)
    {
        var id = await _host.Know(state, expiresAt: state == TaskState.Expired ? TimeProvider.System.GetUtcNow().AddSeconds(-1) : null);

        using var response = await _host.Ask(id, "retry", """{"by":"ann","reason":"fixed"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var command = await _host.Command(id);
        (command.Attempt, command.Deferrals, command.ExpiresAt).ShouldBe((2, 1, null));
        var row = (await _host.Row(id)).ShouldNotBeNull();
        (row.Replay!.By, row.Replay.Reason).ShouldBe(("ann", "fixed"));
        row.ActiveCancel.ShouldBeNull();
    }

    [Fact]
    public async Task A_succeeded_task_runs_again_only_by_force()
    {
        var id = await _host.Know(TaskState.Succeeded);

        using var refused = await _host.Ask(id, "retry");
        using var forced = await _host.Ask(id, "retry", """{"force":true}""");

        (refused.StatusCode, forced.StatusCode).ShouldBe((HttpStatusCode.Conflict, HttpStatusCode.OK));
        (await _host.Command(id)).Attempt.ShouldBe(2);
    }

    [Theory]
    [InlineData(TaskState.Scheduled)]
    [InlineData(TaskState.Queued)]
    [InlineData(TaskState.Running)]
    [InlineData(TaskState.Retrying)]
    [InlineData(TaskState.Parked)]
    public async Task A_task_that_has_not_ended_is_not_run_again(TaskState state)
    {
        var id = await _host.Know(state);

        using var response = await _host.Ask(id, "retry");

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail")
            .GetString()
            .ShouldBe($"Task {id} has not ended: it is {state}.");
        (await _host.Row(id))!.Replay.ShouldBeNull();
    }

    [Fact]
    public async Task Edited_arguments_are_what_the_next_attempt_gets()
    {
        var id = await _host.Know(TaskState.Failed);

        using var response = await _host.Ask(id, "retry", """{"args":{"a":2}}""");

        (await _host.Command(id)).Arguments.GetRawText().ShouldBe("""{"a":2}""");
    }

    [Fact]
    public async Task Edited_arguments_are_checked_like_those_of_a_submission()
    {
        await _host.Catalog.Register([new TaskType { Name = "math.add", ArgumentsSchema = JsonElement.Parse("""{"type":"object","required":["a"]}""") }], CancellationToken.None);
        var id = await _host.Know(TaskState.Failed);

        using var response = await _host.Ask(id, "retry", """{"args":{"b":2}}""");

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("args.a", out _).ShouldBeTrue();
        (await _host.Row(id))!.State.ShouldBe(TaskState.Failed);
    }

    [Fact]
    public async Task A_retry_may_wait_for_its_time()
    {
        var id = await _host.Know(TaskState.Failed);

        using var response = await _host.Ask(id, "retry", """{"delay":"1h"}""");

        var row = (await _host.Row(id)).ShouldNotBeNull();
        row.State.ShouldBe(TaskState.Scheduled);
        (row.Due - row.Replay!.RequestedAt)!.Value.ShouldBe(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Two_who_retry_at_once_cause_one_attempt()
    {
        var id = await _host.Know(TaskState.Failed);

        var responses = await Task.WhenAll(_host.Ask(id, "retry", """{"delay":"1h"}"""), _host.Ask(id, "retry", """{"delay":"1h"}"""));

        responses.ShouldContain(response => response.StatusCode == HttpStatusCode.OK);
        (await _host.Row(id))!.Attempt.ShouldBe(2);
        Array.ForEach(responses, response => response.Dispose());
    }
}
