namespace Messaging.Worker.Slots;

/// <summary>
/// The slots of one queue. Its state belongs to the <see cref="WeightedConcurrencyLimiter"/> it is one of, and changes under their lock.
/// </summary>
internal sealed class TaskSlots(WeightedConcurrencyLimiter shares, string name, int weight, int most)
{
    public string Name { get; } = name;

    public int Weight { get; } = weight;

    public int Most { get; } = most;

    public int Running { get; internal set; }

    public bool IsWithheld { get; internal set; }

    /// <summary>Whether an attempt could begin at once.</summary>
    public bool HasFree => shares.HasFree(this);

    internal double Turn { get; set; }

    internal LinkedList<TaskCompletionSource> Waiting { get; } = [];

    internal bool HasWork => Running > 0 || (Waiting.Count > 0 && !IsWithheld);

    /// <summary>Slots that nobody shares.</summary>
    public static TaskSlots Alone(int most) => new WeightedConcurrencyLimiter(null).Add("", 1, most);

    /// <summary>Completes when a slot is taken; first come, first served. To be returned with <see cref="Release"/>.</summary>
    /// <exception cref="OperationCanceledException">The token fired before there was one, or what waited was turned away.</exception>
    public Task WaitAsync(CancellationToken cancellationToken = default) => shares.Take(this, cancellationToken);

    /// <summary>Whether a suspect could begin at once.</summary>
    public bool IsFreeForTrial => shares.IsFreeForTrial;

    /// <summary>
    /// Completes when a suspect may begin, on a slot of its own. To be returned with <see cref="Release"/>, after the trial has ended.
    /// </summary>
    /// <param name="starts">How often its attempt was started before.</param>
    /// <param name="patience">How long it waits for what runs already.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The token fired first, or what waited was turned away.</exception>
    public Task<CrashTrial> WaitAloneAsync(
        int starts, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken = default) =>
        shares.TakeAlone(this, starts, patience, clock, cancellationToken);

    /// <summary>Returns a slot.</summary>
    public void Release() => shares.Return(this);
}

/// <summary>A slot that an attempt holds. Disposing it, which may happen twice, gives it back.</summary>
/// <param name="slots">Whose slot it is.</param>
/// <param name="trial">The trial that the attempt runs in; <see langword="null"/> when it is not suspected of anything.</param>
internal sealed class HeldSlot(TaskSlots slots, CrashTrial? trial = null) : IDisposable
{
    private bool _isReturned;

    public CrashTrial? Trial { get; } = trial;

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isReturned, true))
        {
            Trial?.End();
            slots.Release();
        }
    }
}
