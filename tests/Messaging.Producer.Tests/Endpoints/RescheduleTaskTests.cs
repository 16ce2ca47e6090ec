using System.Net;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;

namespace Messaging.Producer.Tests.Endpoints;

public sealed class RescheduleTaskTests : IAsyncLifetime
{
    private ProducerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(TaskState.Scheduled, 1)]
    [InlineData(TaskState.Retrying, 2)]
    [InlineData(TaskState.Parked, 2)]
    public async Task A_waiting_task_is_sent_now_when_somebody_wants_it_so(TaskState state, int attempt)
    {
        var id = await _host.Know(state);

        using var response = await _host.Ask(id, "reschedule", """{"delay":"0s","by":"ann"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _host.Command(id)).Attempt.ShouldBe(attempt);
        (await _host.Row(id))!.Reschedule!.By.ShouldBe("ann");
    }

    [Fact]
    public async Task The_latest_of_several_times_counts()
    {
        var id = await _host.Know(TaskState.Scheduled);

        using var first = await _host.Ask(id, "reschedule", """{"dueAt":"2099-01-01T00:00:00Z"}""");
        using var later = await _host.Ask(id, "reschedule", """{"delay":"30d"}""");
        using var earlier = await _host.Ask(id, "reschedule", """{"delay":"2h"}""");

        first.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _host.Row(id))!.Due!.Value.ShouldBe(TimeProvider.System.GetUtcNow().AddHours(2), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task It_counts_although_the_worker_that_parked_the_task_has_a_clock_ahead()
    {
        var id = await _host.Know(TaskState.Queued);
        await _host.Tell(
            TaskEvent.Of(
                new TaskParked
                {
                    TaskId = id,
                    Attempt = 1,
                    FinishedAt = TimeProvider.System.GetUtcNow().AddMinutes(5),
                    Worker = "w1",
                    Deferrals = 1,
                }));

        using var response = await _host.Ask(id, "reschedule", """{"delay":"0s"}""");

        (await _host.Command(id)).Attempt.ShouldBe(2);
    }

    [Theory]
    [InlineData(TaskState.Queued)]
    [InlineData(TaskState.Running)]
    [InlineData(TaskState.Succeeded)]
    [InlineData(TaskState.Failed)]
    [InlineData(TaskState.Canceled)]
    [InlineData(TaskState.Expired)]
    public async Task A_task_that_waits_for_no_time_is_given_none(TaskState state)
    {
        var id = await _host.Know(state);

        using var response = await _host.Ask(id, "reschedule", """{"delay":"1m"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _host.Row(id))!.Reschedule.ShouldBeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"delay":"soon"}""")]
    [InlineData("""{"delay":"1m","dueAt":"2030-01-01T00:00:00Z"}""")]
    [InlineData("""{"delay":"3h"}""")]
    public async Task A_time_that_makes_no_sense_or_lies_behind_the_expiry_is_refused(string body)
    {
        var id = await _host.Know(TaskState.Scheduled, expiresAt: TimeProvider.System.GetUtcNow().AddHours(2));

        using var response = await _host.Ask(id, "reschedule", body);

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _host.Row(id))!.Reschedule.ShouldBeNull();
    }
}
