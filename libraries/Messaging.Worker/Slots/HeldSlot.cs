namespace Messaging.Worker.Slots;

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
