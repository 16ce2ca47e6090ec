using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Producer.Tests.Endpoints;

/// <summary>What is stored of a task and cannot be read: whatever is asked for is refused, and nothing is changed.</summary>
public sealed class DamagedRowTests : IAsyncLifetime
{
    private ProducerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("cancel", null)]
    [InlineData("retry", null)]
    [InlineData("reschedule", """{"delay":"1h"}""")]
    [InlineData("remove", null)]
    public async Task A_request_is_answered_with_a_conflict_and_changes_nothing(string what, string? body)
    {
        var (id, stored) = await Damaged();

        using var response = what == "remove" ? await _host.Remove(id) : await _host.Ask(id, what, body);

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail")
            .GetString()
            .ShouldBe($"What is stored of task {id} cannot be read. It is kept as it is, in quarantine.");
        (await _host.Store.Load([id], CancellationToken.None))[0].ShouldBe(stored);
    }

    [Fact]
    public async Task A_submission_of_its_id_is_refused_and_others_of_the_batch_are_accepted()
    {
        var (id, _) = await Damaged();
        var other = Guid.NewGuid();

        using var alone = await _host.Submit($$$"""{"id":"{{{id}}}","name":"math.add","args":{}}""");
        using var both = await _host.Client.PostAsync(
            new Uri("/api/v1/tasks/batch", UriKind.Relative),
            ProducerHost.Json($$$"""{"tasks":[{"id":"{{{id}}}","name":"math.add","args":{}},{"id":"{{{other}}}","name":"math.add","args":{}}]}"""));

        alone.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await both.Content.ReadAsStringAsync()).ShouldContain("cannot be read");
        (await _host.Row(other)).ShouldNotBeNull();
    }

    private async Task<(Guid Id, byte[] Stored)> Damaged()
    {
        var id = Guid.NewGuid();
        var stored = "1000000010001Q0 not JSON"u8.ToArray();
        await _host.Store.Commit([new RowChange { Id = id, ExpectedVersion = 0, Value = stored }], CancellationToken.None);
        return (id, stored);
    }
}
