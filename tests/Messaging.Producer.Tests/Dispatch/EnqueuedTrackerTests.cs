using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.TestSupport;

namespace Messaging.Producer.Tests.Dispatch;

public sealed class EnqueuedTrackerTests : IAsyncLifetime
{
    private readonly DispatchFixture _fixture = new();

    public async ValueTask InitializeAsync() => await _fixture.Marks.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync() => await _fixture.Close();

    [Fact]
    public async Task A_command_that_still_waits_after_a_moment_is_marked()
    {
        var ids = await Send(700);

        await PassUntil(async () => (await _fixture.Row(ids[^1])).EnqueuedAttempt == 1);

        foreach (var id in ids)
        {
            (await _fixture.Row(id)).EnqueuedAttempt.ShouldBe(1);
        }
    }

    [Fact]
    public async Task What_a_worker_has_begun_meanwhile_needs_no_mark()
    {
        var ids = await Send(2);
        await _fixture.Tell(
            TaskEvent.Of(new TaskSucceeded { TaskId = ids[0], Attempt = 1, FinishedAt = _fixture.Clock.GetUtcNow(), Worker = "w1" }));

        await PassUntil(async () => (await _fixture.Row(ids[1])).EnqueuedAttempt == 1);

        (await _fixture.Row(ids[0])).EnqueuedAttempt.ShouldBe(0);
        (await _fixture.Row(ids[0])).Version.ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_marked_while_the_store_is_away_is_marked_when_it_is_back()
    {
        var id = (await Send(1))[0];
        _fixture.Store.RefusesCommits = true;
        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.Is(() => _fixture.Store.Refusals > 0);

        _fixture.Store.RefusesCommits = false;

        await PassUntil(async () => (await _fixture.Row(id)).EnqueuedAttempt == 1);
    }

    [Fact]
    public async Task What_cannot_be_reached_holds_up_no_other_and_is_marked_when_it_can()
    {
        var lost = await Send(600);
        _fixture.Store.IsLost = lost.Contains;
        var others = await Send(600);

        await PassUntil(async () => (await _fixture.Row(others[^1])).EnqueuedAttempt == 1);
        _fixture.Store.IsLost = _ => false;
        (await _fixture.Row(lost[0])).EnqueuedAttempt.ShouldBe(0);

        await PassUntil(async () => (await Task.WhenAll(lost.Select(_fixture.Row))).All(row => row.EnqueuedAttempt == 1));
    }

    [Fact]
    public async Task What_waits_for_its_mark_is_marked_at_the_end()
    {
        var id = (await Send(1))[0];

        await _fixture.Marks.StopAsync(CancellationToken.None);

        (await _fixture.Row(id)).EnqueuedAttempt.ShouldBe(1);
    }

    private async Task<Guid[]> Send(int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = await _fixture.Submit();
        }

        (await _fixture.Dispatcher.TrySend(await Task.WhenAll(ids.Select(_fixture.Row)))).ShouldBe(count);
        return ids;
    }

    private Task PassUntil(Func<Task<bool>> condition) => Eventually.Is(async () =>
    {
        _fixture.Clock.Advance(TimeSpan.FromMilliseconds(50));
        return await condition();
    });
}
