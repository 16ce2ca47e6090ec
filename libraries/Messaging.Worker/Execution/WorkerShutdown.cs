using Messaging.Worker.Slots;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Execution;

/// <summary>
/// The end of a worker, step by step: it begins nothing more, gives back what waits for a slot once no queue delivers to it any longer,
/// gives running attempts time to
/// end, and then fires their tokens.
/// </summary>
internal sealed class WorkerShutdown : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly CancellationToken _begun;
    private readonly CancellationTokenSource _handBack = new();
    private readonly CancellationTokenSource _drained;
    private readonly CancellationTokenRegistration _stopping;
    private readonly CancellationTokenRegistration _timeIsUp;

    public WorkerShutdown(IHostApplicationLifetime lifetime, RunningAttempts attempts, IOptions<WorkerOptions> options, TimeProvider clock)
    {
        _clock = clock;
        _begun = lifetime.ApplicationStopping;
        _drained = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        _timeIsUp = _drained.Token.Register(() => HasDrained &= attempts.All.Count == 0);
        _stopping = _begun.Register(() => _drained.CancelAfter(options.Value.Drain));
    }

    /// <summary>Fires when the time to drain is over.</summary>
    public CancellationToken Token => _drained.Token;

    /// <summary>Whether no attempt has been cut short by the end of the worker.</summary>
    public bool HasDrained { get; private set; } = true;

    /// <summary>Notes that an attempt has been cut short.</summary>
    public void CutShort() => HasDrained = false;

    /// <summary>
    /// Gives back what waits for a slot. To be called when no queue delivers any longer: what is given back would come again.
    /// </summary>
    public void HandBack() => _handBack.Cancel();

    /// <summary>Waits for a slot, unless the worker stops before there is one.</summary>
    /// <exception cref="OperationCanceledException">The worker stops.</exception>
    public async Task<HeldSlot> WaitForSlot(TaskSlots slots)
    {
        await slots.WaitAsync(_handBack.Token);
        return await KeepUnlessStopping(new HeldSlot(slots));
    }

    /// <summary>Waits for a slot of a suspect's own, unless the worker stops before there is one.</summary>
    /// <exception cref="OperationCanceledException">The worker stops.</exception>
    public async Task<HeldSlot> WaitForTrial(TaskSlots slots, int starts, TimeSpan patience)
    {
        var trial = await slots.WaitAloneAsync(starts, patience, _clock, _handBack.Token);
        return await KeepUnlessStopping(new HeldSlot(slots, trial));
    }

    /// <summary>
    /// Never completes: an attempt that was given up and still runs must be neither acknowledged nor faulted. The bus stops waiting for it
    /// a little later
    /// and ends the delivery, which gives the command back to the queue.
    /// </summary>
    public static Task HoldUntilExit() => new TaskCompletionSource().Task;

    public void Dispose()
    {
        _stopping.Dispose();
        _timeIsUp.Dispose();
        _drained.Dispose();
        _handBack.Dispose();
    }

    private async ValueTask<HeldSlot> KeepUnlessStopping(HeldSlot slot)
    {
        if (_begun.IsCancellationRequested)
        {
            slot.Dispose();
            await Task.Delay(Timeout.InfiniteTimeSpan, _handBack.Token);
        }

        return slot;
    }
}
