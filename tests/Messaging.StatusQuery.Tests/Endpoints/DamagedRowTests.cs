using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport;

namespace Messaging.StatusQuery.Tests.Endpoints;

/// <summary>What is stored of a task and cannot be read is said to be so, and takes nothing with it.</summary>
public sealed class DamagedRowTests : IAsyncLifetime
{
    private readonly RunningStatusQuery _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task It_is_answered_with_a_conflict_and_shown_with_the_reason()
    {
        var id = await Damaged();

        using var response = await _service.Get(id);

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await response.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("detail")
            .GetString()
            .ShouldBe($"What is stored of task {id} cannot be read. It is kept as it is, in quarantine.");
        var shown = (await Get("undecodable/rows")).EnumerateArray().ShouldHaveSingleItem();
        shown.GetProperty("id").GetGuid().ShouldBe(id);
        shown.GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task The_others_are_listed_and_their_events_told_together_with_its_own_are_taken()
    {
        var id = await Damaged();
        var other = Guid.NewGuid();

        await _service.Bus.Publish(
            new TaskEvents { Started = [(TaskStarted)Told.Started(id: id).Message, (TaskStarted)Told.Started(id: other).Message] });

        await Eventually.Is(async () => (await _service.Get(other)).IsSuccessStatusCode);
        (await Get("tasks")).GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetGuid()).ShouldBe([other]);
        (await _service.Read(other)).GetProperty("state").GetString().ShouldBe("Running");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("x")]
    public async Task A_limit_that_is_none_is_refused(string limit) =>
        (await _service.Http.GetAsync($"/api/v1/undecodable/rows?limit={limit}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    private async Task<Guid> Damaged()
    {
        var id = Guid.NewGuid();
        await _service.Store.Commit(
            [new RowChange { Id = id, ExpectedVersion = 0, Value = "1000000010001Q0 not JSON"u8.ToArray() }], CancellationToken.None);
        return id;
    }

    private Task<JsonElement> Get(string path) => _service.Http.GetFromJsonAsync<JsonElement>($"/api/v1/{path}");
}
