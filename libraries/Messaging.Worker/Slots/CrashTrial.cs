namespace Messaging.Worker.Slots;

/// <summary>A suspect's time on a slot of its own.</summary>
/// <param name="shares">Who gave the slot.</param>
/// <param name="isAmongOthers">Whether other attempts run beside it all the same.</param>
internal sealed class CrashTrial(WeightedConcurrencyLimiter shares, bool isAmongOthers)
{
    public bool IsAmongOthers { get; } = isAmongOthers;

    /// <summary>From now on others may begin beside it. The slot stays taken.</summary>
    public void End() => shares.EndTrial(this);
}
