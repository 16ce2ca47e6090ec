using Messaging.Hosting.Bus;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.StatusQuery.Tracing;
using Messaging.StatusQuery.Waiting;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Writes events to the ledger, however long the store is away: the messages they came in stay unacknowledged in the broker meanwhile.</summary>
internal sealed class EventSink(LedgerWriter ledger, TaskWaiter waiter, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private readonly PatientDelivery<TaskStoreUnavailableException> _patience = new(lifetime, clock);

    /// <summary>Writes the events of a delivery, and tells who waits in this process of the tasks that they ended. Events of rows that cannot be reached hold up none of the others.</summary>
    public async Task Write(IReadOnlyList<TaskEvent> events, CancellationToken delivery)
    {
        using var spans = EventSpans.Begin(events);
        var left = events;
        await UntilStored(async () =>
        {
            var entries = await ledger.WriteEach(left, CancellationToken.None);
            spans?.Told(left, entries);
            foreach (var entry in entries)
            {
                if (entry.Row is { } row && row.State.IsTerminal())
                {
                    waiter.Ended(row);
                }
            }

            if (entries.FirstOrDefault(entry => entry.Failure is not null).Failure is { } failure)
            {
                left = [.. left.Zip(entries).Where(pair => pair.Second.Failure is not null).Select(pair => pair.First)];
                throw new TaskStoreUnavailableException(failure.Message, failure);
            }
        }, delivery);
    }

    /// <summary>Repeats a write until the store has taken it, or the service is told to stop.</summary>
    /// <param name="write">Repeating it must be harmless.</param>
    /// <param name="delivery">Fires when the delivery's connection is lost: the bus does not connect again before the delivery has ended, and the broker delivers it anew.</param>
    public Task UntilStored(Func<Task> write, CancellationToken delivery) => _patience.Until(write, delivery);
}
