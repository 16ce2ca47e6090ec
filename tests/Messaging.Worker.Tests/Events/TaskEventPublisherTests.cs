using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Batching;
using Messaging.Lifecycle.Ledger;
using Messaging.TestSupport;
using Messaging.Worker.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Messaging.Worker.Tests.Events;

public sealed class TaskEventPublisherTests : IAsyncLifetime
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private RunningWorker _worker = null!;

    private TaskEventPublisher Publisher => _worker.Get<TaskEventPublisher>();

    public async ValueTask InitializeAsync() => _worker = await RunningWorker.Start();

    public async ValueTask DisposeAsync() => await _worker.DisposeAsync();

    [Fact]
    public async Task Events_that_come_while_a_message_is_under_way_share_the_next()
    {
        var (isUnderWay, release) = HoldBack();

        var first = Publisher.Publish(Event());
        await isUnderWay;
        var others = Enumerable.Range(0, 100).Select(_ => Publisher.Publish(Event())).ToArray();
        release();
        await Task.WhenAll([first, .. others]);

        _worker.Broker.Batches.Select(batch => batch.Succeeded!.Count).ShouldBe([1, 100]);
    }

    [Fact]
    public async Task Events_that_the_broker_refuses_are_sent_until_it_takes_them_and_none_is_lost()
    {
        var refusals = 0;
        _worker.Broker.BeforeEvents = () =>
            Interlocked.Increment(ref refusals) <= 10 ? throw new IOException("No broker.") : Task.CompletedTask;
        var events = Enumerable.Range(0, 50).Select(_ => Event()).ToArray();

        var published = Task.WhenAll(events.Select(item => Publisher.Publish(item)));
        await Eventually.Is(() =>
        {
            _worker.Clock.Advance(LongestPause);
            return published.IsCompleted;
        });
        await published;

        _worker.Broker.Batches.SelectMany(batch => batch.Unfold())
            .Select(item => item.TaskId)
            .ShouldBe(events.Select(item => item.TaskId), ignoreOrder: true);
    }

    [Fact]
    public async Task A_message_that_the_broker_never_confirms_is_sent_again()
    {
        var sends = 0;
        _worker.Broker.BeforeEvents = () => Interlocked.Increment(ref sends) == 1 ? new TaskCompletionSource().Task : Task.CompletedTask;

        var published = Publisher.Publish(Event());
        await Eventually.Is(() =>
        {
            _worker.Clock.Advance(LongestPause);
            return published.IsCompleted;
        });

        await published;
        sends.ShouldBe(2);
    }

    [Fact]
    public async Task A_message_is_bounded_by_its_bytes()
    {
        const int mebibyte = 1024 * 1024;
        const int size = 300 * 1024;
        var (isUnderWay, release) = HoldBack();

        var first = Publisher.Publish(Event());
        await isUnderWay;
        var large = Enumerable.Range(0, 8).Select(_ => Publisher.Publish(Event(new string('x', size)))).ToArray();
        release();
        await Task.WhenAll([first, .. large]);

        _worker.Broker.Batches.Skip(1).Select(batch => batch.Succeeded!.Count).ShouldBe([3, 3, 2]);
        _worker.Broker.Batches.ShouldAllBe(batch => batch.Succeeded!.Sum(item => item.Result!.Value.GetRawText().Length) < mebibyte);
    }

    [Fact]
    public async Task An_event_that_is_larger_than_a_message_may_be_is_sent_alone()
    {
        var (isUnderWay, release) = HoldBack();

        var first = Publisher.Publish(Event());
        await isUnderWay;
        Task[] others =
        [
            Publisher.Publish(Event()),
            Publisher.Publish(Event(new string('x', 2 * 1024 * 1024))),
            Publisher.Publish(Event()),
        ];
        release();
        await Task.WhenAll([first, .. others]);

        _worker.Broker.Batches.Select(batch => batch.Succeeded!.Count).ShouldBe([1, 1, 1, 1]);
    }

    [Fact]
    public async Task Refused_events_are_sent_again_after_pauses_that_grow_to_three_seconds()
    {
        var sends = new ConcurrentQueue<DateTimeOffset>();
        _worker.Broker.BeforeEvents = () =>
        {
            sends.Enqueue(_worker.Clock.GetUtcNow());
            return sends.Count < 12 ? throw new IOException("No broker.") : Task.CompletedTask;
        };

        var published = Publisher.Publish(Event());
        await Eventually.Is(() =>
        {
            _worker.Clock.Advance(TimeSpan.FromMilliseconds(200));
            return published.IsCompleted;
        });

        // The clock also runs while a send is under way: a pause may look longer than it was, and never shorter.
        sends.Zip(sends.Skip(1), (send, next) => next - send).TakeLast(3).Max().ShouldBeGreaterThanOrEqualTo(LongestPause);
    }

    [Fact]
    public async Task The_publisher_is_watched()
    {
        await Publisher.Publish(Event());

        _worker.Get<CoalescerMonitor>().Coalescers.Select(coalescer => coalescer.Name).ShouldContain("events");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ending_gives_up_on_a_dead_broker_within_seconds(bool hangs)
    {
        _worker.Broker.BeforeEvents = () => hangs ? new TaskCompletionSource().Task : throw new IOException("No broker.");
        var publisher = new TaskEventPublisher(
            _worker.Get<IBus>(),
            _worker.Get<IQueueRoutes>(),
            _worker.Get<CoalescerMonitor>(),
            _worker.Clock,
            NullLogger<TaskEventPublisher>.Instance);
        var published = Enumerable.Range(0, 3).Select(_ => publisher.Publish(Event())).ToArray();
        var start = _worker.Clock.GetUtcNow();

        var disposal = publisher.DisposeAsync().AsTask();
        await Eventually.Is(() =>
        {
            _worker.Clock.Advance(TimeSpan.FromSeconds(1));
            return disposal.IsCompleted || _worker.Clock.GetUtcNow() - start > TimeSpan.FromMinutes(1);
        });

        disposal.IsCompleted.ShouldBeTrue();
        foreach (var publication in published)
        {
            // Not completed: its command stays unacknowledged.
            await Should.ThrowAsync<Exception>(() => publication);
        }
    }

    private static TaskEvent Event(string result = "") => TaskEvent.Of(new TaskSucceeded
    {
        TaskId = Guid.NewGuid(),
        Attempt = 1,
        FinishedAt = DateTimeOffset.UnixEpoch,
        Worker = RunningWorker.Name,
        Result = JsonSerializer.SerializeToElement(result),
    });

    private (Task IsUnderWay, Action Release) HoldBack()
    {
        var isUnderWay = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _worker.Broker.BeforeEvents = () =>
        {
            isUnderWay.TrySetResult();
            return release.Task;
        };
        return (isUnderWay.Task, release.SetResult);
    }
}
