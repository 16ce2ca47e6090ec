using Messaging.Lifecycle.Storage;

namespace Messaging.Producer.Submission;

/// <summary>What was last read from the store, for those who ask often: they read it once in a while, and what was last known counts while the store is away.</summary>
/// <param name="initially">What counts before anything was read.</param>
/// <param name="read">Reads it.</param>
/// <param name="clock">Tells its age.</param>
internal sealed class LastKnown<T>(T initially, Func<CancellationToken, Task<T>> read, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxAgeOfNo = TimeSpan.FromMilliseconds(50);

    private volatile Reading _latest = new(initially, null);

    /// <summary>As of a second ago at most.</summary>
    public Task<T> Get(CancellationToken cancellationToken) => Get(MaxAge, cancellationToken);

    /// <summary>For those who would say no otherwise, as of a moment ago: in a batch of a thousand it is read once.</summary>
    public Task<T> GetBeforeNo(CancellationToken cancellationToken) => Get(MaxAgeOfNo, cancellationToken);

    private async Task<T> Get(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var latest = _latest;
        if (latest.ReadAt is { } readAt && clock.GetElapsedTime(readAt) < maxAge)
        {
            return latest.Value;
        }

        T value;
        try
        {
            value = await read(cancellationToken);
        }
        catch (TaskStoreUnavailableException)
        {
            // That it is away is known for as long as what it says would be: who asks a thousand times waits once.
            value = latest.Value;
        }

        _latest = new Reading(value, clock.GetTimestamp());
        return value;
    }

    private sealed record Reading(T Value, long? ReadAt);
}
