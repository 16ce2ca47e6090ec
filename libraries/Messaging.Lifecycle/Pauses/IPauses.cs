namespace Messaging.Lifecycle.Pauses;

/// <summary>
/// Remembers what is paused until it is resumed, at most 1,000 queues and types. Every member throws
/// <see cref="Storage.TaskStoreUnavailableException"/> when the store cannot be
/// reached in time; a change may then have happened or not.
/// </summary>
public interface IPauses
{
    /// <summary>Most pauses there may be at a time.</summary>
    const int Capacity = 1000;

    /// <summary>Pauses a queue or type; what was said of an earlier pause of it is replaced.</summary>
    /// <returns><see langword="false"/> when there are too many already, and nothing was changed.</returns>
    Task<bool> Put(Pause pause, CancellationToken cancellationToken);

    /// <summary>Resumes a queue or type.</summary>
    /// <returns>Whether it was paused.</returns>
    Task<bool> Remove(PauseKind kind, string name, CancellationToken cancellationToken);

    /// <summary>All that is paused: queues first, each kind ordered by name.</summary>
    Task<IReadOnlyList<Pause>> List(CancellationToken cancellationToken);
}
