using System.Net;
using Messaging.TestSupport;

namespace Messaging.StatusQuery.Tests.Upkeep;

public sealed class JanitorLoopTests : IAsyncLifetime
{
    private readonly RunningStatusQuery _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_task_whose_retention_has_passed_is_gone_and_one_that_has_not_ended_stays()
    {
        var ended = Guid.NewGuid();
        var running = Guid.NewGuid();
        await _service.Know(Told.Submitted(ended), Told.Succeeded(ended), Told.Submitted(running), Told.Started(running));

        _service.Clock.Advance(TimeSpan.FromHours(23));
        (await _service.Get(ended)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.Is(async () =>
        {
            _service.Clock.Advance(TimeSpan.FromMinutes(10));
            return (await _service.Get(ended)).StatusCode == HttpStatusCode.Gone;
        });
        (await _service.Get(running)).StatusCode.ShouldBe(HttpStatusCode.OK);

        _service.Clock.Advance(TimeSpan.FromDays(8));
        (await _service.Get(ended)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
