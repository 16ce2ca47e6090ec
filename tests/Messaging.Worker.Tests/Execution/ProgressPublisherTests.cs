using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Tasks;
using Messaging.TestSupport;
using Messaging.Worker.Events;
using Messaging.Worker.Execution;

namespace Messaging.Worker.Tests.Execution;

public sealed class ProgressPublisherTests : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private RunningWorker _worker = null!;

    public async ValueTask InitializeAsync() => _worker = await RunningWorker.Start();

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task Of_many_reports_the_first_goes_at_once_and_then_the_newest_of_each_interval()
    {
        await using var progress = Open();

        Report(progress, 1, 2, 3);
        await IsTold(1);
        _worker.Clock.Advance(Interval - TimeSpan.FromMilliseconds(1));
        Report(progress, 4);
        (await Told()).ShouldBe([1]);
        _worker.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await IsTold(1, 4);
        Report(progress, 5);
        (await Told()).ShouldBe([1, 4]);
        _worker.Clock.Advance(Interval);
        await IsTold(1, 4, 5);
    }

    [Fact]
    public async Task While_the_broker_takes_nothing_all_but_the_newest_report_give_way()
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _worker.Broker.BeforeEvents = () => taken.Task;
        await using var progress = Open();

        for (var percent = 1; percent <= 100; percent++)
        {
            Report(progress, percent);
            _worker.Clock.Advance(Interval);
        }

        taken.SetResult();
        await IsTold(1, 100);
    }

    [Fact]
    public async Task A_report_after_a_quiet_interval_goes_at_once()
    {
        await using var progress = Open();

        Report(progress, 1);
        _worker.Clock.Advance(Interval);
        Report(progress, 2);

        await IsTold(1, 2);
    }

    [Fact]
    public async Task The_last_report_goes_when_the_attempt_ends_and_nothing_after_it()
    {
        await using (var progress = Open())
        {
            Report(progress, 1, 2, 3);
        }

        (await Told()).ShouldBe([1, 3]);
        _worker.Clock.Advance(Interval);
        (await Told()).ShouldBe([1, 3]);
    }

    private static void Report(ProgressPublisher progress, params IEnumerable<int> percentages)
    {
        foreach (var percent in percentages)
        {
            progress.Report(new TaskProgress(percent, null));
        }
    }

    private ProgressPublisher Open() => new(RunningWorker.Command, _worker.Get<TaskEventPublisher>(), _worker.Clock);

    private Task IsTold(params double?[] percentages) => Eventually.Is(async () => (await Told()).SequenceEqual(percentages));

    private async Task<IEnumerable<double?>> Told()
    {
        // Events keep their order: once this one is confirmed, so are those before it.
        await _worker.Get<TaskEventPublisher>()
            .Publish(TaskEvent.Of(new TaskEnqueued { TaskId = Guid.NewGuid(), Attempt = 1, EnqueuedAt = _worker.Clock.GetUtcNow() }));
        var told = _worker.Broker.Events.OfType<TaskProgressed>().ToArray();
        told.Select(item => item.Sequence).ShouldBe(Enumerable.Range(1, told.Length).Select(number => (long)number));
        return told.Select(item => item.Percent);
    }
}
