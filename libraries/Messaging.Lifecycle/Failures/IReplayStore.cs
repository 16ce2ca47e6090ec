namespace Messaging.Lifecycle.Failures;

/// <summary>
/// Keeps replays of failed tasks. Every member throws <see cref="Storage.TaskStoreUnavailableException"/> when the store cannot be reached
/// in time; a change may then have happened or not.
/// </summary>
public interface IReplayStore
{
    /// <summary>Writes a replay, provided that the stored one has the version that this one has; 0 when there must be none.</summary>
    /// <returns>It as it is stored now, with its new version; <see langword="null"/> when somebody else has changed it.</returns>
    Task<FailureReplay?> TryWrite(FailureReplay replay, CancellationToken cancellationToken);

    /// <summary>Reads a replay; <see langword="null"/> when there is none.</summary>
    Task<FailureReplay?> Read(Guid id, CancellationToken cancellationToken);

    /// <summary>All replays there are, ended ones included, in no order.</summary>
    Task<IReadOnlyList<FailureReplay>> List(CancellationToken cancellationToken);

    /// <summary>Forgets a replay, if it has the version that this one has.</summary>
    Task Remove(FailureReplay replay, CancellationToken cancellationToken);
}
