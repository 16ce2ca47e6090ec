using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.Producer.Tests.Endpoints;

/// <summary>Tasks in a state of a later release: whatever is asked for has to wait for a Producer that knows it.</summary>
public sealed class NewerRowTests : IAsyncLifetime
{
    private ProducerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("cancel", null)]
    [InlineData("retry", null)]
    [InlineData("reschedule", """{"delay":"1h"}""")]
    [InlineData("remove", null)]
    public async Task A_request_is_answered_with_503_and_the_reason_and_changes_nothing(string what, string? body)
    {
        var id = await _host.Know(TaskState.Failed);
        var stored = await Enter(id);

        using var response = what == "remove" ? await _host.Remove(id) : await _host.Ask(id, what, body);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail")
            .GetString()
            .ShouldStartWith($"Task {id} is in a state that this release does not know.");
        (await _host.Store.Load([id], CancellationToken.None))[0].ShouldBe(stored);
    }

    [Fact]
    public async Task A_repeated_submission_is_answered_with_the_task()
    {
        var id = Guid.NewGuid();
        var body = $$$"""{"id":"{{{id}}}","name":"math.add","args":{}}""";
        using var first = await _host.Submit(body);
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await _host.Command(id);
        await Enter(id);

        using var again = await _host.Submit(body);
        using var another = await _host.Submit(body.Replace("math.add", "math.mul", StringComparison.Ordinal));

        (again.StatusCode, another.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Conflict));
        (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString().ShouldBe("Unknown");
    }

    private async Task<byte[]> Enter(Guid id)
    {
        var row = (await _host.Row(id)).ShouldNotBeNull();
        var place = TaskIndexEntry.Of(row, new LedgerOptions());
        var version = (uint)row.Version;
        var change = new RowChange
        {
            Id = id,
            ExpectedVersion = version,
            Value = TaskRowCodec.Encode(row, version + 1),
            Before = place,
            After = new TaskIndexEntry { Listing = place.Listing },
        }
            .InNewerState();
        (await _host.Store.Commit([change], CancellationToken.None))[0].IsCommitted.ShouldBeTrue();
        return change.Value;
    }
}
