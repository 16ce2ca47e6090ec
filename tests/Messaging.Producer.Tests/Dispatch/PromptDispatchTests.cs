using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Dispatch;
using Messaging.TestSupport;

namespace Messaging.Producer.Tests.Dispatch;

public sealed class PromptDispatchTests : IAsyncLifetime
{
    private readonly DispatchFixture _fixture = new();
    private readonly DispatchSignal _signal = new();
    private readonly PromptDispatch _dispatch;

    public PromptDispatchTests() => _dispatch = new PromptDispatch(_signal, _fixture.Dispatcher);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _fixture.Close();

    [Fact]
    public async Task What_is_due_is_sent_at_the_signal_before_any_loop_looks()
    {
        await _dispatch.StartAsync(CancellationToken.None);
        var due = await _fixture.Submit(TimeSpan.FromMinutes(1));
        var later = await _fixture.Submit(TimeSpan.FromHours(1));
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));

        _signal.Raise();

        await Eventually.Is(() => _fixture.Attempts(due).Any());
        _fixture.Attempts(later).ShouldBeEmpty();
        await _dispatch.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Once_the_process_stops_a_signal_sends_nothing()
    {
        await _dispatch.StartAsync(CancellationToken.None);
        await _dispatch.StopAsync(CancellationToken.None);
        var due = await _fixture.Submit(TimeSpan.FromMinutes(1));
        _fixture.Clock.Advance(TimeSpan.FromMinutes(1));

        _signal.Raise();

        // Whatever the signal had begun would have leased the task.
        (await _fixture.Dispatch(TaskIndex.Due)).ShouldBe(1);
        _fixture.Attempts(due).ShouldBe([1]);
    }
}
