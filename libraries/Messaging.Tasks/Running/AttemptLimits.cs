namespace Messaging.Tasks.Running;

/// <summary>
/// The tokens of an attempt: its time limits, and what the caller may signal. The handler's tokens stay valid after disposal. What it has
/// registered with them runs on the pool, and
/// apart from what the runner waits for: it may throw, which on a timer's thread would end the process, or never end.
/// </summary>
internal sealed class AttemptLimits : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _fired;
    private readonly CancellationTokenRegistration _onFired;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource? _softTimeout;
    private readonly CancellationTokenRegistration _onSoftTimeout;
    private readonly CancellationTokenSource? _soft;

    public AttemptLimits(TimeSpan limit, TimeSpan? softLimit, AttemptSignals signals, TimeProvider clock)
    {
        _timeout = new CancellationTokenSource(limit, clock);
        _fired = CancellationTokenSource.CreateLinkedTokenSource([_timeout.Token, signals.Stop, signals.CancelRequested]);
        Fired = _fired.Token;
        _onFired = Fired.UnsafeRegister(static source => Fire(source!), _stop);
        Stop = _stop.Token;
        if (softLimit is { } soft && soft < limit)
        {
            _soft = new CancellationTokenSource();
            _softTimeout = new CancellationTokenSource(soft, clock);
            _onSoftTimeout = _softTimeout.Token.UnsafeRegister(static source => Fire(source!), _soft);
            Soft = _soft.Token;
        }
    }

    /// <summary>Fires when the attempt should stop, for whichever reason; for the runner alone.</summary>
    public CancellationToken Fired { get; }

    /// <summary>The same for the handler.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Fires when the handler should finish up.</summary>
    public CancellationToken Soft { get; }

    /// <summary>Whether the time limit has passed.</summary>
    public bool IsTimeUp => _timeout.IsCancellationRequested;

    public void Dispose()
    {
        // These wait for what is firing, so that nothing fires a source that is gone.
        _onFired.Dispose();
        _onSoftTimeout.Dispose();
        _fired.Dispose();
        _timeout.Dispose();
        _softTimeout?.Dispose();
        _stop.Dispose();
        _soft?.Dispose();
    }

    private static void Fire(object source) => _ = ((CancellationTokenSource)source).CancelAsync();
}
