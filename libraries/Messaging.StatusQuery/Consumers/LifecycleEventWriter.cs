using Messaging.Contracts;
using Messaging.Hosting.Bus;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Logs;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.StatusQuery.Tracing;
using Messaging.StatusQuery.Waiting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.StatusQuery.Consumers;

/// <summary>
/// Writes events to the ledger, however long the store is away: the messages they came in stay unacknowledged in the broker meanwhile.
/// When only a part of the store is away, the events that belong there go back to the end of the queue, and the others are written.
/// </summary>
internal sealed class LifecycleEventWriter(
    LedgerWriter ledger,
    EventRequeuer late,
    TaskWaiter waiter,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<LifecycleEventWriter> logger)
{
    private readonly RetryUntilStored<TaskStoreUnavailableException> _patience = new(lifetime, clock);
    private long _written;

    /// <summary>Writes the events of a delivery, and tells who waits in this process of the tasks that they ended.</summary>
    public async Task Write(IReadOnlyList<TaskEvent> events, CancellationToken delivery)
    {
        using var spans = EventSpans.Begin(events);
        var left = events;
        var written = Interlocked.Read(ref _written);
        await UntilStored(async () =>
        {
            try
            {
                left = await WriteEach(left, spans);
            }
            catch (TaskStoreUnavailableException) when (Interlocked.Read(ref _written) != written)
            {
                // None of these, but others meanwhile: to hold on to these would hold up others like them.
            }

            if (left.Count > 0)
            {
                await late.PutBack(left);
            }
        }, delivery);
    }

    /// <summary>Repeats a write until the store has taken it, or the service is told to stop.</summary>
    /// <param name="write">Repeating it must be harmless.</param>
    /// <param name="delivery">Fires when the delivery's connection is lost: the bus does not connect again before the delivery has ended,
    /// and the broker delivers it anew.</param>
    public Task UntilStored(Func<Task> write, CancellationToken delivery) => _patience.Until(write, delivery);

    /// <returns>The events that could not be written, when others could.</returns>
    private async Task<IReadOnlyList<TaskEvent>> WriteEach(IReadOnlyList<TaskEvent> events, EventSpans? spans)
    {
        var entries = await ledger.WriteEach(events, CancellationToken.None);
        Interlocked.Increment(ref _written);
        spans?.Record(events, entries);
        var (failed, dropped) = (0, 0);
        foreach (var entry in entries)
        {
            if (entry.Row is { } row && row.State.IsTerminal())
            {
                waiter.Ended(row);
            }

            failed += entry.Failure is null ? 0 : 1;
            dropped += entry.Failure is UndecodableRowException ? 1 : 0;
        }

        if (dropped > 0)
        {
            logger.LogWarning("{Count} events were of tasks whose rows cannot be read: they are dropped", dropped);
        }

        return failed == dropped
            ? []
            :
            [
                .. events.Zip(entries)
                    .Where(pair => pair.Second.Failure is not null and not UndecodableRowException)
                    .Select(pair => pair.First),
            ];
    }
}

/// <summary>Writes lines to the logs of their tasks, however long the store is away.</summary>
internal sealed class TaskLogWriter(ITaskLogs logs, LifecycleEventWriter sink)
{
    private const int MaxMessage = 2048;

    /// <summary>Writes the lines of a delivery. Lines that cannot have a place are left out, long ones are cut.</summary>
    public async Task Write(IReadOnlyList<TaskLogged> lines, CancellationToken delivery)
    {
        TaskLogged[] valid =
        [
            .. lines.Where(line => LogCursor.Of(line).IsValid && line is { Attempt: > 0, Sequence: > 0, Message: not null })
                .Select(WithinBounds),
        ];
        if (valid.Length > 0)
        {
            await sink.UntilStored(() => logs.Append(valid, CancellationToken.None), delivery);
        }
    }

    private static TaskLogged WithinBounds(TaskLogged line) =>
        line.Message.Length > MaxMessage ? line with { Message = line.Message[..MaxMessage] } : line;
}
