using System.Net.Http.Json;
using System.Text.Json;
using Messaging.Lifecycle;
using Messaging.Lifecycle.Storage;
using Messaging.TestSupport.Storage;

namespace Messaging.StatusQuery.Tests.Endpoints;

/// <summary>Tasks in a state of a later release are shown for what they are: known but for their state.</summary>
public sealed class NewerRowTests : IAsyncLifetime
{
    private readonly RunningStatusQuery _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Its_document_says_that_the_state_is_unknown_and_all_else_that_is_known()
    {
        var id = await Newer();

        var task = await _service.Read(id);

        task.GetProperty("state").GetString().ShouldBe("Unknown");
        task.GetProperty("name").GetString().ShouldBe("math.add");
        task.GetProperty("attempts")[0].GetProperty("worker").GetString().ShouldBe("w1");
        task.TryGetProperty("finishedAt", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_waits_for_its_end_is_answered_when_the_time_is_up()
    {
        var id = await Newer();

        var waiting = _service.Read(id, "?wait=1s");
        await _service.PassWhenWaitedFor(TimeSpan.FromSeconds(1));

        (await waiting).GetProperty("state").GetString().ShouldBe("Unknown");
    }

    [Fact]
    public async Task It_is_listed_and_counted_among_the_others()
    {
        var newer = await Newer();
        var known = Guid.NewGuid();
        await _service.Know(Told.Submitted(id: known));

        Ids(await Get("tasks")).ShouldBe([newer, known], ignoreOrder: true);
        Ids(await Get("tasks?name=math.add")).ShouldBe([newer, known], ignoreOrder: true);
        Ids(await Get("tasks?state=queued")).ShouldBe([known]);
        Ids(await Get("tasks?state=unknown")).ShouldBe([newer]);
        var stats = await Get("stats");
        (stats.GetProperty("states").GetProperty("unknown").GetInt64(), stats.GetProperty("total").GetInt64()).ShouldBe((1, 2));
        (await Get("queues"))[0].GetProperty("states").GetProperty("unknown").GetInt64().ShouldBe(1);
    }

    private static Guid[] Ids(JsonElement page) =>
        [.. page.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetGuid())];

    private Task<JsonElement> Get(string path) => _service.Http.GetFromJsonAsync<JsonElement>($"/api/v1/{path}");

    private async Task<Guid> Newer()
    {
        var id = Guid.NewGuid();
        await _service.Know(Told.Submitted(id: id), Told.Started(id: id));
        var row = TaskRowCodec.Decode(id, (await _service.Store.Load([id], CancellationToken.None))[0])!;
        var place = TaskIndexEntry.Of(row, new LedgerOptions());
        var version = (uint)row.Version;
        var change = new RowChange
        {
            Id = id,
            ExpectedVersion = version,
            Value = TaskRowCodec.Encode(row, version + 1),
            Before = place,
            After = place,
        }
            .InNewerState();
        (await _service.Store.Commit([change], CancellationToken.None))[0].IsCommitted.ShouldBeTrue();
        return id;
    }
}
