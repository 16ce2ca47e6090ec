using Messaging.Contracts;
using Messaging.Tasks;
using Messaging.TestSupport;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Hosting;

namespace Messaging.Worker.Tests.Execution;

public sealed class ClaimTests
{
    private static readonly TimeSpan ClaimAfter = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<object?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_long_attempt_is_claimed_and_its_command_acknowledged_while_it_goes_on_in_its_slot()
    {
        await using var worker = await RunningWorker.Start(_ => _end.Task);
        var slots = TaskSlots.Alone(1);
        var execution = worker.Execute(RunningWorker.Command, slots);
        await worker.IsToldOfStart();

        await PassUntil(worker, () => execution.IsCompleted);

        await execution;
        worker.Broker.Events.OfType<TaskStarted>().ShouldHaveSingleItem();
        var claim = worker.Broker.Events.OfType<TaskClaimed>().First();
        claim.Worker.ShouldBe(RunningWorker.Name);
        claim.Until.ShouldBeGreaterThan(Began(worker) + ClaimAfter);
        slots.Running.ShouldBe(1);
        _end.SetResult(7);
        await Eventually.Is(() => worker.Broker.Events.OfType<TaskSucceeded>().Any());
        await Eventually.Is(() => slots.Running == 0);
    }

    [Fact]
    public async Task No_attempt_is_claimed_before_its_time()
    {
        await using var worker = await RunningWorker.Start(_ => _end.Task);
        var execution = worker.Execute(RunningWorker.Command);
        await worker.IsToldOfStart();

        worker.Clock.Advance(Began(worker) + ClaimAfter - TimeSpan.FromMilliseconds(1) - worker.Clock.GetUtcNow());
        _end.SetResult(null);
        await execution;

        worker.Broker.Events.OfType<TaskClaimed>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_claim_is_renewed_until_the_attempt_has_ended()
    {
        await using var worker = await RunningWorker.Start(_ => _end.Task);
        await Claimed(worker);

        await PassUntil(worker, () => worker.Broker.Events.OfType<TaskClaimed>().Count() >= 4);
        var claims = worker.Broker.Events.OfType<TaskClaimed>().Select(claim => claim.Until).ToArray();

        // No upper bound: the test's clock runs ahead of whoever is slow.
        claims.Zip(claims.Skip(1), (earlier, later) => later - earlier).ShouldAllBe(step => step >= Renewal);
        _end.SetResult(null);
        await Eventually.Is(() => worker.Broker.Events.OfType<TaskSucceeded>().Any());
    }

    [Fact]
    public async Task A_command_that_comes_again_while_its_claimed_attempt_runs_is_acknowledged_without_another_run()
    {
        var runs = 0;
        await using var worker = await RunningWorker.Start(_ =>
        {
            Interlocked.Increment(ref runs);
            return _end.Task;
        });
        await Claimed(worker);

        await worker.Execute(RunningWorker.Command, redeliveries: 1).WaitAsync(TimeSpan.FromMinutes(1));

        runs.ShouldBe(1);
        _end.SetResult(null);
    }

    [Fact]
    public async Task A_claimed_attempt_that_a_shutdown_cuts_short_is_put_off_until_now()
    {
        await using var worker = await RunningWorker.Start(WaitForToken);
        await Claimed(worker);

        worker.Get<IHostApplicationLifetime>().StopApplication();
        worker.Clock.Advance(TimeSpan.FromSeconds(25));

        await Eventually.Is(() => worker.Broker.Events.OfType<TaskDeferred>().Any());
        worker.Broker.Events.OfType<TaskDeferred>().Single().Until.ShouldBe(worker.Clock.GetUtcNow());
    }

    private static DateTimeOffset Began(RunningWorker worker) => worker.Broker.Events.OfType<TaskStarted>().Single().StartedAt;

    private static Task PassUntil(RunningWorker worker, Func<bool> condition) => Eventually.Is(() =>
    {
        worker.Clock.Advance(TimeSpan.FromSeconds(5));
        return condition();
    });

    private async Task<object?> WaitForToken(TaskContext context) => await _end.Task.WaitAsync(context.CancellationToken);

    private static async Task Claimed(RunningWorker worker)
    {
        var execution = worker.Execute(RunningWorker.Command);
        await worker.IsToldOfStart();
        await PassUntil(worker, () => execution.IsCompleted);
        await execution;
    }
}
