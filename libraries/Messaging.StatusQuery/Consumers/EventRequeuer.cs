using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Batching;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Storage;

namespace Messaging.StatusQuery.Consumers;

/// <summary>
/// Puts events whose rows cannot be reached, while others can, to the end of the queue they came from. Held until then, the deliveries they
/// came in
/// would soon be all that the broker hands out, and the events of every task behind them would wait as well.
/// What is put back within a moment travels together, so that a long outage is a few large messages that come round a few times per second.
/// </summary>
internal sealed class EventRequeuer : IAsyncDisposable
{
    private const int MaxMessageBytes = 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(10);

    private readonly IBus _bus;
    private readonly IQueueRoutes _routes;
    private readonly TimeProvider _clock;
    private readonly Coalescer<IReadOnlyList<TaskEvent>, bool> _coalescer;

    public EventRequeuer(IBus bus, IQueueRoutes routes, CoalescerMonitor monitor, TimeProvider clock)
    {
        (_bus, _routes, _clock) = (bus, routes, clock);
        _coalescer = new Coalescer<IReadOnlyList<TaskEvent>, bool>(
            Flush,
            events => events.Sum(EventWeight.Of),
            new CoalescerOptions { Name = "late-events", MaxFlushWeight = MaxMessageBytes },
            monitor);
    }

    /// <summary>Completes when the broker has them: their delivery may be acknowledged.</summary>
    /// <exception cref="TaskStoreUnavailableException">The broker did not take them, so that they still depend on this delivery and on the
    /// store.</exception>
    public Task PutBack(IReadOnlyList<TaskEvent> events) => _coalescer.Append(events, CancellationToken.None);

    public ValueTask DisposeAsync() => _coalescer.DisposeAsync();

    private async Task<IReadOnlyList<bool>> Flush(IReadOnlyList<IReadOnlyList<TaskEvent>> batch)
    {
        await Task.Delay(Pause, _clock);
        try
        {
            await Send(batch.SelectMany(events => events).ToArray().Fold()).WaitAsync(ConfirmTimeout, _clock);
        }
#pragma warning disable CA1031 // Whatever the broker's reason: the events are still here, and are tried again on the store.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new TaskStoreUnavailableException(
                "The task store cannot be reached, and the broker did not take the events back.", exception);
        }

        return new bool[batch.Count];
    }

    private async Task Send(TaskEvents message) =>
        await _bus.SendToQueue(_routes, QueueNames.Events, await _routes.To(QueueNames.Events, CancellationToken.None), message);
}
