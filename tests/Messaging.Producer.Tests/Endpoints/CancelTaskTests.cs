using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Lifecycle.Sagas;
using Messaging.TestSupport;

namespace Messaging.Producer.Tests.Endpoints;

public sealed class CancelTaskTests : IAsyncLifetime
{
    private ProducerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(TaskState.Scheduled)]
    [InlineData(TaskState.Queued)]
    [InlineData(TaskState.Retrying)]
    [InlineData(TaskState.Parked)]
    public async Task A_task_that_no_worker_has_is_cancelled_at_once(TaskState state)
    {
        var id = await _host.Know(state);

        using var response = await _host.Ask(id, "cancel", """{"by":"ann","reason":"not needed"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString().ShouldBe("Canceled");
        var row = (await _host.Row(id)).ShouldNotBeNull();
        row.State.ShouldBe(TaskState.Canceled);
        (row.Cancel!.By, row.Cancel.Reason).ShouldBe(("ann", "not needed"));
        row.Due.ShouldBeNull();
    }

    [Fact]
    public async Task What_a_failed_attempt_died_of_is_still_told_when_its_retry_is_cancelled()
    {
        var id = await _host.Know(TaskState.Retrying);

        using var response = await _host.Ask(id, "cancel");

        (await _host.Row(id))!.Attempts[0].Error!.Type.ShouldBe("boom");
    }

    [Fact]
    public async Task A_running_task_is_asked_to_stop_and_workers_are_told()
    {
        var id = await _host.Know(TaskState.Running);

        using var response = await _host.Ask(id, "cancel", """{"by":"ann"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var row = (await _host.Row(id)).ShouldNotBeNull();
        row.State.ShouldBe(TaskState.Running);
        row.ActiveCancel!.By.ShouldBe("ann");
        await Eventually.Is(() => _host.Notices.Any(notice => notice.TaskId == id && notice.By == "ann"));
    }

    [Fact]
    public async Task A_running_task_is_ended_at_once_when_that_is_forced_whoever_has_it()
    {
        var id = await _host.Know(TaskState.Running);
        using var asked = await _host.Ask(id, "cancel", """{"by":"ann"}""");

        using var forced = await _host.Ask(id, "cancel", """{"by":"bob","force":true}""");

        forced.StatusCode.ShouldBe(HttpStatusCode.OK);
        var row = (await _host.Row(id)).ShouldNotBeNull();
        (row.State, row.Cancel!.By).ShouldBe((TaskState.Canceled, "ann"));
        using var retried = await _host.Ask(id, "retry");
        retried.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Force_is_true_or_false()
    {
        var id = await _host.Know(TaskState.Running);

        using var response = await _host.Ask(id, "cancel", """{"force":"yes"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _host.Row(id))!.ActiveCancel.ShouldBeNull();
    }

    [Fact]
    public async Task Repeating_a_cancel_changes_nothing()
    {
        Guid running = await _host.Know(TaskState.Running), queued = await _host.Know(TaskState.Queued);
        using var first = await _host.Ask(running, "cancel", """{"by":"ann"}""");
        using var second = await _host.Ask(queued, "cancel", """{"by":"ann"}""");
        var versions = ((await _host.Row(running))!.Version, (await _host.Row(queued))!.Version);

        using var again = await _host.Ask(running, "cancel", """{"by":"bob"}""");
        using var onceMore = await _host.Ask(queued, "cancel", """{"by":"bob"}""");

        (again.StatusCode, onceMore.StatusCode).ShouldBe((HttpStatusCode.Accepted, HttpStatusCode.OK));
        ((await _host.Row(running))!.Version, (await _host.Row(queued))!.Version).ShouldBe(versions);
    }

    [Theory]
    [InlineData(TaskState.Succeeded)]
    [InlineData(TaskState.Failed)]
    [InlineData(TaskState.Expired)]
    public async Task It_is_too_late_for_a_task_that_has_ended(TaskState state)
    {
        var id = await _host.Know(state);

        using var response = await _host.Ask(id, "cancel");

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail")
            .GetString()
            .ShouldBe($"It is too late: task {id} has ended as {state}.");
        (await _host.Row(id))!.Cancel.ShouldBeNull();
    }

    [Fact]
    public async Task A_replayed_task_can_be_cancelled_again()
    {
        var id = await _host.Know(TaskState.Canceled);
        using var retry = await _host.Ask(id, "retry", """{"delay":"1h"}""");

        using var response = await _host.Ask(id, "cancel");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.Row(id))!.ActiveCancel.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("retry")]
    [InlineData("reschedule")]
    public async Task Of_a_task_that_is_not_there_nothing_can_be_asked(string what)
    {
        var body = what == "reschedule" ? """{"delay":"0s"}""" : null;
        var gone = await _host.Know(TaskState.Failed);
        (await _host.Remove(gone)).Dispose();

        using var unknown = await _host.Ask(Guid.NewGuid(), what, body);
        using var removed = await _host.Ask(gone, what, body);
        using var garbled = await _host.Client.PostAsync(new Uri($"/api/v1/tasks/x/{what}", UriKind.Relative), null);

        (unknown.StatusCode, removed.StatusCode, garbled.StatusCode)
            .ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.Gone, HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("""{"by":7}""", "by")]
    [InlineData("""{"by":""}""", "by")]
    [InlineData("""{"because":"x"}""", "because")]
    [InlineData("[]", "$")]
    public async Task What_makes_no_sense_is_refused_and_changes_nothing(string body, string field)
    {
        var id = await _host.Know(TaskState.Queued);

        using var response = await _host.Ask(id, "cancel", body);

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
        (await _host.Row(id))!.State.ShouldBe(TaskState.Queued);
    }

    [Fact]
    public async Task Nothing_is_said_to_be_cancelled_while_the_store_is_away()
    {
        var id = await _host.Know(TaskState.Queued);
        _host.Store.IsAway = true;

        using var response = await _host.Ask(id, "cancel");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }
}
