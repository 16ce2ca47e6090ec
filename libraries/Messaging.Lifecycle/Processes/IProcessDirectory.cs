namespace Messaging.Lifecycle.Processes;

/// <summary>
/// Remembers which processes live and what each reads. Lives are measured by the store's clock. Every member throws
/// <see cref="Storage.TaskStoreUnavailableException"/> when the
/// store cannot be reached in time.
/// </summary>
public interface IProcessDirectory
{
    /// <summary>
    /// How long a process counts as living after it was last heard of: long enough that none is taken for dead that will be heard of again.
    /// </summary>
    static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Remembers a process for another <see cref="Life"/>.</summary>
    Task Announce(ProcessAnnouncement announcement, CancellationToken cancellationToken);

    /// <summary>Forgets a process that is about to end.</summary>
    Task Withdraw(string id, CancellationToken cancellationToken);

    /// <summary>The processes that live, ordered by id.</summary>
    Task<IReadOnlyList<ProcessAnnouncement>> Living(CancellationToken cancellationToken);
}
