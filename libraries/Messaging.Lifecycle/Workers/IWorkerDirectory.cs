using Messaging.Contracts;

namespace Messaging.Lifecycle.Workers;

/// <summary>
/// Remembers the latest word of every worker for an hour, of at most 10,000 workers: beyond that, who was heard of longest ago is forgotten
/// first. Every member throws
/// <see cref="Storage.TaskStoreUnavailableException"/> when the store cannot be reached in time.
/// </summary>
public interface IWorkerDirectory
{
    /// <summary>How long a worker is remembered after its last word.</summary>
    static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <summary>How long a worker may go unheard of before it is taken to be lost: four heartbeats.</summary>
    static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How much older than the latest word one may be that was merely overtaken: longer than words wait in the broker and in a process that
    /// was frozen. What is older still comes from a
    /// worker whose clock was set back, and counts.
    /// </summary>
    static TimeSpan Overtaken(WorkerHeartbeat word) => word.ClockDriftSeconds is null ? Waiting : TimeSpan.FromMinutes(1);

    /// <summary>How long a word waits in the broker at most.</summary>
    static readonly TimeSpan Waiting = TimeSpan.FromSeconds(15);

    /// <summary>Most workers that are remembered.</summary>
    const int Capacity = 10_000;

    /// <summary>Remembers what a worker told, unless something newer is known of it.</summary>
    Task Report(WorkerPresence presence, CancellationToken cancellationToken);

    /// <summary>All that are remembered, ordered by id.</summary>
    Task<IReadOnlyList<WorkerPresence>> List(CancellationToken cancellationToken);

    /// <summary>One worker, or <see langword="null"/> when it is not remembered.</summary>
    Task<WorkerPresence?> Find(string worker, CancellationToken cancellationToken);
}
