namespace Messaging.Worker.Consumers;

/// <summary>Decides from one look after the other whether a queue is consumed as it should be.</summary>
/// <param name="queue">The broker's name of the queue.</param>
internal sealed class QueueProgress(string queue)
{
    /// <summary>How long nothing may be taken before the endpoint is started anew, and how long after that before this is told.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A restart that has not helped is tried again after this time.</summary>
    public static readonly TimeSpan RestartInterval = TimeSpan.FromMinutes(1);

    private long _taken;
    private DateTimeOffset? _since;
    private DateTimeOffset? _firstRestart;
    private DateTimeOffset? _lastRestart;

    public string Queue { get; } = queue;

    /// <summary>
    /// What keeps the queue from being consumed although its endpoint was started anew; <see langword="null"/> when nothing does.
    /// </summary>
    public StuckQueue? Stuck { get; private set; }

    /// <summary>Takes in what was seen.</summary>
    /// <returns>Whether the endpoint is to be started anew.</returns>
    public bool Look(QueueSample look)
    {
        var isIdle = !look.IsConnected || (look is { Ready: > 0, CouldTake: true } && look.Taken == _taken);
        _taken = look.Taken;
        if (!isIdle)
        {
            Forget();
            return false;
        }

        var since = _since ??= look.At;
        Stuck = _firstRestart is { } restart && look.At - restart >= Patience
            ? new StuckQueue(Queue, look.Ready, look.IsConnected, since)
            : null;
        var isDue = look.At - (_lastRestart ?? since) >= (_lastRestart is null ? Patience : RestartInterval);
        if (isDue)
        {
            _firstRestart ??= look.At;
            _lastRestart = look.At;
            // A new endpoint counts anew.
            _taken = 0;
        }

        return isDue;
    }

    /// <summary>Begins anew: nothing was seen that could be held against the endpoint.</summary>
    public void Forget() => (_since, _firstRestart, _lastRestart, Stuck) = (null, null, null, null);
}
