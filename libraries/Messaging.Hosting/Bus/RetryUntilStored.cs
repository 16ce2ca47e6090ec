using Microsoft.Extensions.Hosting;
using Polly;
using Polly.Retry;

namespace Messaging.Hosting.Bus;

/// <summary>
/// Keeps a delivery in hand until what it asks for could be written: its message stays unacknowledged in the broker meanwhile.
/// </summary>
/// <typeparam name="TUnavailable">What a write throws while it cannot be done. Everything else is passed on.</typeparam>
public sealed class RetryUntilStored<TUnavailable>
    where TUnavailable : Exception
{
    private readonly ResiliencePipeline _pipeline;

    /// <summary>For the deliveries of one process.</summary>
    /// <param name="lifetime">Ends the patience when the process is told to stop.</param>
    /// <param name="clock">Tells the time between two tries: 100 milliseconds, growing to 2 seconds.</param>
    public RetryUntilStored(IHostApplicationLifetime lifetime, TimeProvider clock) =>
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(2),
            ShouldHandle = arguments =>
                ValueTask.FromResult(arguments.Outcome.Exception is TUnavailable && !lifetime.ApplicationStopping.IsCancellationRequested),
        })
        .Build();

    /// <summary>Repeats a write until it is done, or the process is told to stop.</summary>
    /// <param name="write">Repeating it must be harmless.</param>
    /// <param name="delivery">Fires when the delivery's connection is lost: the bus does not connect again before the delivery has ended,
    /// and the broker delivers it anew.</param>
    public async Task Until(Func<Task> write, CancellationToken delivery)
    {
        try
        {
            // Not under the token of the stop: the bus waits for what it has taken in, and the write may well succeed.
            await _pipeline.ExecuteAsync(async _ => await write(), delivery).AsTask().WaitAsync(delivery);
        }
        catch (TUnavailable)
        {
            // The process stops. Neither acknowledged nor faulted: when the connection closes, the broker keeps the message for the next
            // process.
            await new TaskCompletionSource().Task.WaitAsync(delivery);
        }
    }
}
