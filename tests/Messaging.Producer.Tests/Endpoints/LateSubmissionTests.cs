using System.Net;
using System.Text.Json;
using Messaging.TestSupport.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Messaging.Producer.Tests.Endpoints;

public sealed class LateSubmissionTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Guid _id = Guid.NewGuid();
    private ProducerHost _host = null!;

    private string InOneMinute => $"{_clock.GetUtcNow().AddMinutes(1):O}";

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start(_clock);

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_repeat_is_answered_like_any_other_although_the_task_has_expired_meanwhile()
    {
        var body = $$"""{"id":"{{_id}}","name":"math.add","expiresAt":"{{InOneMinute}}"}""";
        await ShouldBeAnswered(HttpStatusCode.Accepted, body);
        _clock.Advance(TimeSpan.FromMinutes(2));

        var answer = await ShouldBeAnswered(HttpStatusCode.OK, body);

        answer.GetProperty("id").GetGuid().ShouldBe(_id);
    }

    [Fact]
    public async Task A_repeat_by_idempotency_key_is_too()
    {
        var body = $$"""{"name":"math.add","expiresAt":"{{InOneMinute}}"}""";
        var first = await ShouldBeAnswered(HttpStatusCode.Accepted, body, "order-4711");
        _clock.Advance(TimeSpan.FromMinutes(2));

        var answer = await ShouldBeAnswered(HttpStatusCode.OK, body, "order-4711");

        answer.GetProperty("id").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_repeat_whose_delay_would_now_end_after_the_task_expires_is_too()
    {
        var body = $$"""{"id":"{{_id}}","name":"math.add","delay":"50s","expiresAt":"{{InOneMinute}}"}""";
        await ShouldBeAnswered(HttpStatusCode.Accepted, body);
        _clock.Advance(TimeSpan.FromSeconds(20));

        await ShouldBeAnswered(HttpStatusCode.OK, body);
    }

    [Fact]
    public async Task A_repeat_after_the_time_it_was_put_off_to_is_too()
    {
        var body = $$"""{"id":"{{_id}}","name":"math.add","notBefore":"{{InOneMinute}}"}""";
        await ShouldBeAnswered(HttpStatusCode.Accepted, body);
        _clock.Advance(TimeSpan.FromMinutes(2));

        await ShouldBeAnswered(HttpStatusCode.OK, body);
    }

    [Fact]
    public async Task A_first_submission_that_has_expired_is_refused_and_changes_nothing()
    {
        await ShouldBeAnswered(HttpStatusCode.UnprocessableEntity, $$"""{"id":"{{_id}}","name":"math.add","expiresAt":"{{_clock.GetUtcNow():O}}"}""");

        (await _host.Row(_id)).ShouldBeNull();
    }

    [Fact]
    public async Task What_has_expired_and_asks_for_something_else_is_a_conflict()
    {
        await ShouldBeAnswered(HttpStatusCode.Accepted, $$"""{"id":"{{_id}}","name":"math.add"}""");

        await ShouldBeAnswered(HttpStatusCode.Conflict, $$"""{"id":"{{_id}}","name":"math.add","expiresAt":"{{_clock.GetUtcNow():O}}"}""");
    }

    [Fact]
    public async Task What_has_expired_under_the_id_of_a_task_that_was_removed_is_a_conflict()
    {
        await _host.Store.Commit([StoredRows.Bury(_id, version: 0)], CancellationToken.None);

        await ShouldBeAnswered(HttpStatusCode.Conflict, $$"""{"id":"{{_id}}","name":"math.add","expiresAt":"{{_clock.GetUtcNow():O}}"}""");
    }

    [Fact]
    public async Task While_the_store_is_away_nobody_can_tell_whether_it_is_a_repeat()
    {
        _host.Store.IsAway = true;

        await ShouldBeAnswered(HttpStatusCode.ServiceUnavailable, $$"""{"id":"{{_id}}","name":"math.add","expiresAt":"{{_clock.GetUtcNow():O}}"}""");
    }

    [Fact]
    public async Task What_is_wrong_at_any_time_is_refused_without_asking_the_store()
    {
        _host.Store.IsAway = true;

        await ShouldBeAnswered(HttpStatusCode.UnprocessableEntity, $$"""{"id":"{{_id}}","name":"math.add","queue":"No","expiresAt":"{{_clock.GetUtcNow():O}}"}""");
        await ShouldBeAnswered(HttpStatusCode.UnprocessableEntity, $$"""{"id":"{{_id}}","name":"math.add","notBefore":"{{_clock.GetUtcNow().AddMinutes(2):O}}","expiresAt":"{{InOneMinute}}"}""");
    }

    private async Task<JsonElement> ShouldBeAnswered(HttpStatusCode status, string body, string? idempotencyKey = null)
    {
        using var response = await _host.Submit(body, idempotencyKey);
        var answer = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, answer);
        return JsonElement.Parse(answer);
    }
}
