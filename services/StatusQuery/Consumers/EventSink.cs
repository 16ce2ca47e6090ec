using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.StatusQuery.Tracing;
using Messaging.StatusQuery.Waiting;
using Polly;
using Polly.Retry;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Writes events to the ledger, however long the store is away: the messages they came in stay unacknowledged in the broker meanwhile.</summary>
internal sealed class EventSink(LedgerWriter ledger, TaskWaiter waiter, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(2),
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is TaskStoreUnavailableException && !lifetime.ApplicationStopping.IsCancellationRequested),
        })
        .Build();

    /// <summary>Writes the events of a delivery, and tells who waits in this process of the tasks that they ended.</summary>
    public async Task Write(IReadOnlyList<TaskEvent> events, CancellationToken delivery)
    {
        using var spans = EventSpans.Begin(events);
        await UntilStored(async () =>
        {
            var entries = await ledger.Write(events, CancellationToken.None);
            spans?.Told(entries);
            foreach (var entry in entries)
            {
                if (entry.Row is { } row && row.State.IsTerminal())
                {
                    waiter.Ended(row);
                }
            }
        }, delivery);
    }

    /// <summary>Repeats a write until the store has taken it, or the service is told to stop.</summary>
    /// <param name="write">Repeating it must be harmless.</param>
    /// <param name="delivery">Fires when the delivery's connection is lost: the bus does not connect again before the delivery has ended, and the broker delivers it anew.</param>
    public async Task UntilStored(Func<Task> write, CancellationToken delivery)
    {
        try
        {
            // Not under the token of the stop: the bus waits for what it has taken in, and the store may well be there.
            await _pipeline.ExecuteAsync(async _ => await write(), delivery).AsTask().WaitAsync(delivery);
        }
        catch (TaskStoreUnavailableException)
        {
            // The service stops. Neither acknowledged nor faulted: when the connection closes, the broker keeps the message for the next process.
            await new TaskCompletionSource().Task.WaitAsync(delivery);
        }
    }
}
