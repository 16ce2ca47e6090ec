using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Storage;
using Polly;
using Polly.Retry;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Writes events to the ledger, however long the store is away: the messages they came in stay unacknowledged in the broker meanwhile.</summary>
internal sealed class EventSink(LedgerWriter ledger, IHostApplicationLifetime lifetime, TimeProvider clock)
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

    public Task Write(IReadOnlyList<TaskEvent> events) => UntilStored(async () => await ledger.Write(events, CancellationToken.None));

    /// <summary>Repeats a write until the store has taken it, or the service is told to stop.</summary>
    public async Task UntilStored(Func<Task> write)
    {
        try
        {
            // Not under the token of the stop: the bus waits for what it has taken in, and the store may well be there.
            await _pipeline.ExecuteAsync(async _ => await write(), CancellationToken.None);
        }
        catch (TaskStoreUnavailableException)
        {
            // The service stops. Neither acknowledged nor faulted: when the connection closes, the broker keeps the message for the next process.
            await new TaskCompletionSource().Task;
        }
    }
}
