using Messaging.Lifecycle.Storage;

namespace Messaging.Hosting.Validation;

/// <summary>
/// What was last read from the store, for callers that ask often: it is read once in a while, and what was last known counts while the
/// store is away.
/// </summary>
/// <param name="initially">What counts before anything was read.</param>
/// <param name="read">Reads it.</param>
/// <param name="clock">Tells its age.</param>
public sealed class LastKnown<T>(T initially, Func<CancellationToken, Task<T>> read, TimeProvider clock)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxAgeOfNo = TimeSpan.FromMilliseconds(50);

    private volatile Reading _latest = new(initially, null);

    /// <summary>As of a second ago at most.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public Task<T> Get(CancellationToken cancellationToken) => Get(MaxAge, cancellationToken);

    /// <summary>As of a moment ago, for callers that would refuse something otherwise: in a batch of a thousand it is read once.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
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
            // That the store is away is remembered for as long as a reading would be: a caller that asks a thousand times waits once.
            value = latest.Value;
        }

        _latest = new Reading(value, clock.GetTimestamp());
        return value;
    }

    private sealed record Reading(T Value, long? ReadAt);
}
