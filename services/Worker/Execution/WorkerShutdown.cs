using Microsoft.Extensions.Options;

namespace Messaging.Worker.Execution;

/// <summary>Gives running attempts time to end when the worker is told to stop, then fires their tokens.</summary>
internal sealed class WorkerShutdown : IDisposable
{
    private readonly CancellationTokenSource _drained;
    private readonly CancellationTokenRegistration _stopping;

    public WorkerShutdown(IHostApplicationLifetime lifetime, IOptions<WorkerOptions> options, TimeProvider clock)
    {
        _drained = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _stopping = lifetime.ApplicationStopping.Register(() => _drained.CancelAfter(options.Value.Drain));
    }

    /// <summary>Fires when the time to drain is over.</summary>
    public CancellationToken Token => _drained.Token;

    /// <summary>
    /// Never completes: an attempt that was given up must be neither acknowledged nor faulted. The bus stops waiting for it a little later
    /// and ends the delivery, which gives the command back to the queue.
    /// </summary>
    public static Task HoldUntilExit() => new TaskCompletionSource().Task;

    public void Dispose()
    {
        _stopping.Dispose();
        _drained.Dispose();
    }
}
