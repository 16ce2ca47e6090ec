namespace Messaging.Lifecycle.Limits;

/// <summary>
/// Counts who runs and who has begun, over all workers. Times are the store's own, so that workers whose clocks differ agree; the in-memory
/// adapter's is the process's. Every member
/// throws <see cref="Storage.TaskStoreUnavailableException"/> when the store cannot be reached in time; a place may then have been taken,
/// and is free again when its lease has passed.
/// </summary>
public interface ITaskLimits
{
    /// <summary>How far ahead those are told to come back who have begun too fast.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Asks for a place. The limits hold exactly: at no time are there more holders whose lease has not passed, and in no period more
    /// grants.
    /// </summary>
    Task<LimitAnswer> Acquire(LimitRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Holds a place for another lease from now. A holder whose lease has passed is counted again, even if others have taken its place
    /// meanwhile: it runs, and nobody may be let in
    /// as if it did not.
    /// </summary>
    /// <returns>Whether the lease had not passed.</returns>
    Task<bool> Renew(LimitRequest request, CancellationToken cancellationToken);

    /// <summary>Gives a place back.</summary>
    Task Release(string limit, string holder, CancellationToken cancellationToken);
}
