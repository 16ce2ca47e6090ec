namespace Messaging.Worker.Slots;

/// <content>
/// Slots for suspects: attempts that may have killed a worker before. They are tried one at a time, each on a slot of its own beside which
/// nothing begins, so that should the worker die it is
/// known of what. Nobody waits for ever: a suspect that finds the worker busy for long begins all the same, and one that goes on living for
/// long is left alone.
/// </content>
internal sealed partial class WeightedConcurrencyLimiter
{
    private readonly List<Suspect> _suspects = [];
    private CrashTrial? _trial;

    /// <summary>While a suspect is tried or could be, nothing else begins: it would be at risk, and would itself be suspected.</summary>
    private bool IsHeldForSuspects => _trial is not null || _suspects.Exists(suspect => !suspect.Queue.IsWithheld);

    /// <summary>Whether a suspect would be tried at once.</summary>
    internal bool IsFreeForTrial
    {
        get
        {
            lock (_lock)
            {
                return _trial is null && _suspects.Count == 0 && _running == 0;
            }
        }
    }

    /// <summary>Completes when a suspect may begin; those that were tried least come first.</summary>
    /// <param name="queue">Where it takes its slot, which is to be returned as any.</param>
    /// <param name="starts">How often its attempt was started before.</param>
    /// <param name="patience">How long it waits for what runs already.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal async Task<CrashTrial> TakeAlone(
        TaskSlots queue, int starts, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        var suspect = new Suspect(queue, starts);
        lock (_lock)
        {
            _suspects.Add(suspect);
            TryNextSuspect();
        }

        await using var cancel = cancellationToken.Register(() => Cancel(suspect, cancellationToken));
        await ((Task)suspect.Turn.Task)
            .WaitAsync(patience, clock, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            suspect.IsImpatient = true;
            GiveAll();
        }

        return await suspect.Turn.Task;
    }

    internal void EndTrial(CrashTrial trial)
    {
        lock (_lock)
        {
            if (_trial == trial)
            {
                _trial = null;
                GiveAll();
            }
        }
    }

    private void TryNextSuspect()
    {
        if (_trial is not null
            || _suspects.Where(suspect => !suspect.Queue.IsWithheld).OrderBy(suspect => suspect.Starts).FirstOrDefault() is not { } first
            || (_running > 0 && !first.IsImpatient))
        {
            return;
        }

        _suspects.Remove(first);
        _trial = new CrashTrial(this, isAmongOthers: _running > 0);
        Start(first.Queue);
        first.Turn.SetResult(_trial);
    }

    private void Cancel(Suspect suspect, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Not there any more: its turn has come.
            if (_suspects.Remove(suspect))
            {
                suspect.Turn.SetCanceled(cancellationToken);
                GiveAll();
            }
        }
    }

    private void TurnSuspectsAway()
    {
        foreach (var suspect in _suspects.Where(suspect => suspect.Queue.IsWithheld))
        {
            suspect.Turn.SetCanceled(CancellationToken.None);
        }

        _suspects.RemoveAll(suspect => suspect.Queue.IsWithheld);
    }

    private sealed class Suspect(TaskSlots queue, int starts)
    {
        public TaskSlots Queue { get; } = queue;

        public int Starts { get; } = starts;

        public bool IsImpatient { get; set; }

        public TaskCompletionSource<CrashTrial> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A suspect's time on a slot of its own.</summary>
/// <param name="shares">Who gave the slot.</param>
/// <param name="isAmongOthers">Whether other attempts run beside it all the same.</param>
internal sealed class CrashTrial(WeightedConcurrencyLimiter shares, bool isAmongOthers)
{
    public bool IsAmongOthers { get; } = isAmongOthers;

    /// <summary>From now on others may begin beside it. The slot stays taken.</summary>
    public void End() => shares.EndTrial(this);
}
