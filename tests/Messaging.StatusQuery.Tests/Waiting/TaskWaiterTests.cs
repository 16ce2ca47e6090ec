using System.Text.Json;
using Messaging.Contracts;
using Messaging.TestSupport;
using Microsoft.Extensions.Hosting;

namespace Messaging.StatusQuery.Tests.Waiting;

/// <summary>
/// Time stands still but where a test lets it pass, so what returns without that was told of the end and did not look for it.
/// </summary>
public sealed class TaskWaiterTests : IAsyncLifetime
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly RunningStatusQuery _service = new();
    private readonly Guid _id = Guid.NewGuid();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task All_who_wait_are_answered_when_the_task_ends()
    {
        await _service.Know(Told.Submitted(_id));
        var loads = _service.Store.Loads;

        var waits = Enumerable.Range(0, 20).Select(_ => _service.Read(_id, "?wait=30s")).ToArray();
        await Eventually.Is(() => _service.Store.Loads == loads + waits.Length);
        await _service.Know(Told.Started(_id));
        await _service.Know(Told.Succeeded(_id));

        (await Task.WhenAll(waits)).ShouldAllBe(task => StateOf(task) == "Succeeded");
        _service.Waiter.WaitedFor.ShouldBe(0);
    }

    [Fact]
    public async Task A_task_that_has_ended_before_is_answered_at_once()
    {
        await _service.Know(Told.Submitted(_id), Told.Succeeded(_id));

        StateOf(await _service.Read(_id, "?wait=30s")).ShouldBe("Succeeded");
        _service.Waiter.WaitedFor.ShouldBe(0);
    }

    [Fact]
    public async Task A_wait_that_ends_before_the_task_is_answered_with_its_state()
    {
        await _service.Know(Told.Submitted(_id));

        var wait = _service.Read(_id, "?wait=2500ms");
        await _service.PassWhenWaitedFor(Look);
        await _service.PassWhenWaitedFor(Look);
        await _service.PassWhenWaitedFor(TimeSpan.FromMilliseconds(499));
        wait.IsCompleted.ShouldBeFalse();
        await _service.PassWhenWaitedFor(TimeSpan.FromMilliseconds(1));

        StateOf(await wait).ShouldBe("Queued");
        _service.Waiter.WaitedFor.ShouldBe(0);
    }

    [Fact]
    public async Task An_end_that_goes_untold_is_found_by_looking_again()
    {
        await _service.Know(Told.Submitted(_id));
        _service.Store.IsSilent = true;

        var wait = _service.Read(_id, "?wait=30s");
        await Eventually.Is(() => _service.Waiter.WaitedFor == 1);
        await _service.Know(Told.Succeeded(_id));
        await Eventually.Is(() => wait.IsCompleted || _service.Clock.WaitingTimers == RunningStatusQuery.Loops + 1);
        _service.Clock.Advance(Look);

        StateOf(await wait).ShouldBe("Succeeded");
        _service.Waiter.WaitedFor.ShouldBe(0);
    }

    [Fact]
    public async Task An_end_that_this_process_writes_is_answered_without_the_store_telling_or_being_asked()
    {
        await _service.Know(Told.Submitted(_id));
        _service.Store.IsSilent = true;
        var loads = _service.Store.Loads;

        var wait = _service.Read(_id, "?wait=30s");
        await Eventually.Is(() => _service.Clock.WaitingTimers == RunningStatusQuery.Loops + 1);
        await _service.Bus.Publish((TaskSucceeded)Told.Succeeded(_id).Message);

        StateOf(await wait).ShouldBe("Succeeded");
        _service.Store.Loads.ShouldBe(loads + 1);
        _service.Waiter.WaitedFor.ShouldBe(0);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_leaves_nothing_behind()
    {
        await _service.Know(Told.Submitted(_id));
        using var hangUp = new CancellationTokenSource();

        var wait = _service.Http.GetAsync($"/api/v1/tasks/{_id}?wait=30s", hangUp.Token);
        await Eventually.Is(() => _service.Waiter.WaitedFor == 1 && _service.Clock.WaitingTimers == RunningStatusQuery.Loops + 1);
        await hangUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        await Eventually.Is(() => _service.Waiter.WaitedFor == 0 && _service.Clock.WaitingTimers == RunningStatusQuery.Loops);
    }

    [Fact]
    public async Task Those_who_wait_do_not_hold_up_a_service_that_is_told_to_stop()
    {
        await _service.Know(Told.Submitted(_id));

        var wait = _service.Read(_id, "?wait=30s");
        await Eventually.Is(() => _service.Waiter.WaitedFor == 1 && _service.Clock.WaitingTimers == RunningStatusQuery.Loops + 1);
        _service.Get<IHostApplicationLifetime>().StopApplication();
        _service.Clock.Advance(Look);

        StateOf(await wait.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe("Queued");
    }

    [Fact]
    public async Task A_subscription_that_the_store_refuses_is_made_when_it_is_back()
    {
        var service = new RunningStatusQuery();
        service.Store.IsAway = true;
        var start = service.InitializeAsync();
        await Eventually.Is(() => service.Store.Refusals >= 2);
        service.Store.IsAway = false;

        await Eventually.Is(() =>
        {
            service.Clock.Advance(TimeSpan.FromSeconds(2));
            return service.Store.Subscriptions == 1;
        });
        await start;
        await service.DisposeAsync();
    }

    private static string? StateOf(JsonElement task) => task.GetProperty("state").GetString();
}
