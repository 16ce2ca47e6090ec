using MassTransit;
using Messaging.Contracts;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.StatusQuery.Consumers;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;
using Microsoft.Extensions.Hosting;

namespace Messaging.StatusQuery.Tests.Consumers;

public sealed class LifecycleEventWriterTests : IAsyncLifetime
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly RunningStatusQuery _service = new();

    private LifecycleEventWriter Sink => _service.Get<LifecycleEventWriter>();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task Events_that_arrive_while_the_store_is_away_are_written_when_it_is_back_and_do_not_fault()
    {
        var id = Guid.NewGuid();
        var faults = new FaultCounter();
        _service.Bus.ConnectReceiveObserver(faults);
        _service.Store.IsAway = true;

        await _service.Bus.Publish(new TaskStarted { TaskId = id, Attempt = 1, StartedAt = Told.At(0), Worker = "w1" });
        await Eventually.Is(() =>
        {
            _service.Clock.Advance(LongestPause);
            return _service.Store.Refusals >= 20;
        });
        _service.Store.IsAway = false;
        await Eventually.Is(async () =>
        {
            _service.Clock.Advance(LongestPause);
            return (await _service.Get(id)).IsSuccessStatusCode;
        });

        faults.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Events_of_rows_that_cannot_be_reached_hold_up_none_of_those_that_came_with_them()
    {
        var (lost, other) = (Guid.NewGuid(), Guid.NewGuid());
        _service.Store.IsLost = id => id == lost;

        var write = Sink.Write([Told.Started(lost), Told.Started(other), Told.Succeeded(lost)], CancellationToken.None);

        await Eventually.Is(async () => (await _service.Get(other)).IsSuccessStatusCode);
        // Not before the broker has what is left.
        write.IsCompleted.ShouldBeFalse();
        await ShouldBePutBackAndWrittenLater(write, lost);
    }

    [Fact]
    public async Task More_deliveries_than_are_taken_at_a_time_do_not_hold_up_the_events_behind_them()
    {
        Guid[] lost = [.. Enumerable.Range(0, 200).Select(_ => Guid.NewGuid())];
        var other = Guid.NewGuid();
        _service.Store.IsLost = lost.Contains;
        await _service.Bus.Publish(Told.Started(Guid.NewGuid()).Message);

        foreach (var id in lost)
        {
            await _service.Bus.Publish(
                new TaskEvents
                {
                    Succeeded = [(TaskSucceeded)Told.Succeeded(id).Message],
                    Started = [(TaskStarted)Told.Started(Guid.NewGuid()).Message],
                });
        }

        await _service.Bus.Publish(Told.Succeeded(other).Message);
        await Eventually.Is(async () =>
        {
            _service.Clock.Advance(LongestPause);
            return await Succeeded(other);
        });

        _service.Store.IsLost = _ => false;
        foreach (var id in lost)
        {
            await Eventually.Is(async () =>
            {
                _service.Clock.Advance(LongestPause);
                return await Succeeded(id);
            });
        }
    }

    [Fact]
    public async Task Events_of_rows_that_cannot_be_reached_alone_go_back_only_while_others_are_written()
    {
        var (lost, other) = (Guid.NewGuid(), Guid.NewGuid());
        _service.Store.IsLost = id => id == lost;
        var write = Sink.Write([Told.Succeeded(lost)], CancellationToken.None);
        await Eventually.Is(() => _service.Clock.WaitingTimers == RunningStatusQuery.Loops + 1);
        _service.Clock.Advance(LongestPause);
        await Eventually.Is(() => _service.Clock.WaitingTimers == RunningStatusQuery.Loops + 1);
        write.IsCompleted.ShouldBeFalse();

        await Sink.Write([Told.Succeeded(other)], CancellationToken.None);

        await ShouldBePutBackAndWrittenLater(write, lost);
    }

    [Fact]
    public async Task Events_of_rows_in_a_state_of_a_later_release_go_back_at_once_although_nothing_else_is_written()
    {
        var id = Guid.NewGuid();
        await _service.Know(Told.Submitted(id: id));
        var (row, newer) = await Change(id, 1, isNewer: true);

        var write = Sink.Write([Told.Succeeded(id)], CancellationToken.None);
        await Eventually.Is(() =>
        {
            _service.Clock.Advance(LongestPause);
            return write.IsCompletedSuccessfully;
        });

        (await _service.Store.LoadEach([id], CancellationToken.None))[0].Value.ShouldBe(newer);
        await Change(id, 2, isNewer: false);
        await Eventually.Is(async () =>
        {
            _service.Clock.Advance(LongestPause);
            return await Succeeded(id);
        });
        row.ShouldNotBe(newer);
    }

    [Fact]
    public async Task A_write_that_fails_after_the_service_was_told_to_stop_neither_acknowledges_nor_faults_its_message()
    {
        var isWriting = new TaskCompletionSource();
        var failure = new TaskCompletionSource();
        var write = Task.Run(() => Sink.UntilStored(() =>
        {
            isWriting.SetResult();
            return failure.Task;
        }, CancellationToken.None));
        await isWriting.Task;

        _service.Get<IHostApplicationLifetime>().StopApplication();
        failure.SetException(new TaskStoreUnavailableException());

        await Should.ThrowAsync<TimeoutException>(() => write.WaitAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_message_that_waits_for_the_store_when_the_service_is_told_to_stop_is_neither_acknowledged_nor_faulted()
    {
        var attempts = 0;
        var write = Task.Run(() => Sink.UntilStored(() =>
        {
            Interlocked.Increment(ref attempts);
            throw new TaskStoreUnavailableException();
        }, CancellationToken.None));
        await Eventually.Is(() => Volatile.Read(ref attempts) == 1 && _service.Clock.WaitingTimers == RunningStatusQuery.Loops + 1);

        _service.Get<IHostApplicationLifetime>().StopApplication();
        _service.Clock.Advance(LongestPause);

        await Should.ThrowAsync<TimeoutException>(() => write.WaitAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Events_that_arrive_after_the_service_was_told_to_stop_are_written_as_long_as_the_store_is_there()
    {
        var id = Guid.NewGuid();
        _service.Get<IHostApplicationLifetime>().StopApplication();

        await Sink.Write([Told.Started(id)], CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        (await _service.Store.Load([id], CancellationToken.None))[0].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_delivery_whose_connection_is_lost_ends_while_the_store_is_still_away()
    {
        using var delivery = new CancellationTokenSource();
        var write = Sink.UntilStored(() => Task.FromException(new TaskStoreUnavailableException()), delivery.Token);

        await delivery.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => write.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    private async Task ShouldBePutBackAndWrittenLater(Task write, Guid lost)
    {
        await Eventually.Is(() =>
        {
            _service.Clock.Advance(LongestPause);
            return write.IsCompletedSuccessfully;
        });
        _service.Store.IsLost = _ => false;
        await Eventually.Is(async () =>
        {
            _service.Clock.Advance(LongestPause);
            return await Succeeded(lost);
        });
    }

    /// <summary>Brings a row into a state of a later release, or back.</summary>
    private async Task<(byte[] Before, byte[] After)> Change(Guid id, uint version, bool isNewer)
    {
        var before = (await _service.Store.LoadEach([id], CancellationToken.None))[0].Value!;
        var queued = TaskRowCodec.Decode(id, before)!;
        queued.CurrentState = (int)TaskState.Queued;
        var change = new RowChange { Id = id, ExpectedVersion = version, Value = TaskRowCodec.Encode(queued, version + 1) };
        change = isNewer ? change.InNewerState() : change;
        (await _service.Store.Commit([change], CancellationToken.None))[0].IsCommitted.ShouldBeTrue();
        return (before, change.Value);
    }

    private async Task<bool> Succeeded(Guid id) =>
        (await _service.Store.LoadEach([id], CancellationToken.None))[0].Value is { } row
            && TaskHeader.Read(row).State == TaskState.Succeeded;

    private sealed class FaultCounter : IReceiveObserver
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => Add();

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Add();

        private Task Add()
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }
    }
}
