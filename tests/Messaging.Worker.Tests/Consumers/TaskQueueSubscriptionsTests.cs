using Messaging.Lifecycle.Clocks;
using Messaging.TestSupport;
using Messaging.Worker.Consumers;
using Messaging.Worker.Control;

namespace Messaging.Worker.Tests.Consumers;

/// <summary>When a worker that starts while the store is away begins to take commands.</summary>
public sealed class TaskQueueSubscriptionsTests : IStoreTime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private int _runs;

    [Fact]
    public async Task Commands_are_taken_once_the_store_has_told_the_time()
    {
        var (worker, time) = await RunningWorker.StartBeforeStore(Run);
        await using var _ = worker;
        worker.Clock.Advance(Patience - TimeSpan.FromMilliseconds(1));
        worker.Get<TaskQueueSubscriptions>().Endpoints.ShouldBeEmpty();

        await time.Read(this, CancellationToken.None);
        await Eventually.Is(() => worker.Get<TaskQueueSubscriptions>().Endpoints.Count > 0);
        await worker.Send(RunningWorker.Command);

        await Eventually.Is(() => _runs == 1);
    }

    [Fact]
    public async Task Commands_are_taken_without_the_stores_time_when_it_stays_away()
    {
        var (worker, _) = await RunningWorker.StartBeforeStore(Run);
        await using var __ = worker;

        worker.Clock.Advance(Patience);
        await Eventually.Is(() => worker.Get<TaskQueueSubscriptions>().Endpoints.Count > 0);
        await worker.Send(RunningWorker.Command);

        await Eventually.Is(() => _runs == 1);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_be_quiet_meanwhile_stays_quiet()
    {
        var (worker, time) = await RunningWorker.StartBeforeStore(Run);
        await using var _ = worker;
        await worker.Get<WorkerControl>().Act("quiet", by: null);

        await time.Read(this, CancellationToken.None);
        worker.Clock.Advance(Patience);
        worker.Get<TaskQueueSubscriptions>().Endpoints.ShouldBeEmpty();

        await worker.Get<WorkerControl>().Act("resume", by: null);
        worker.Get<TaskQueueSubscriptions>().Endpoints.Count.ShouldBe(1);
    }

    Task<DateTimeOffset> IStoreTime.Read(CancellationToken cancellationToken) =>
        Task.FromResult(new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.Zero));

    private Task<object?> Run(Messaging.Tasks.TaskContext context)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult<object?>(null);
    }
}
