namespace Messaging.Tasks.Running;

/// <summary>The tokens of an attempt: its time limits, and what the caller may signal. The tokens stay valid after disposal.</summary>
internal sealed class AttemptLimits : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource? _soft;
    private readonly CancellationTokenSource _stop;

    public AttemptLimits(TimeSpan limit, TimeSpan? softLimit, AttemptSignals signals, TimeProvider clock)
    {
        _timeout = new CancellationTokenSource(limit, clock);
        _soft = softLimit is { } soft && soft < limit ? new CancellationTokenSource(soft, clock) : null;
        _stop = CancellationTokenSource.CreateLinkedTokenSource([_timeout.Token, signals.Stop, signals.CancelRequested]);
        Stop = _stop.Token;
        Soft = _soft?.Token ?? CancellationToken.None;
    }

    /// <summary>Fires when the attempt should stop, for whichever reason.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Fires when the handler should finish up.</summary>
    public CancellationToken Soft { get; }

    /// <summary>Whether the time limit has passed.</summary>
    public bool IsTimeUp => _timeout.IsCancellationRequested;

    public void Dispose()
    {
        _stop.Dispose();
        _soft?.Dispose();
        _timeout.Dispose();
    }
}
