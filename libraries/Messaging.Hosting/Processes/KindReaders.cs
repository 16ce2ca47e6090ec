using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Processes;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Workers;

namespace Messaging.Hosting.Processes;

/// <summary>
/// Tells whether a kind of row or message that came after the first release may be written: only when every living process has announced
/// that it reads it.
/// </summary>
/// <param name="processes">Where Producer and StatusQuery announce it.</param>
/// <param name="workers">Where the heartbeats are that workers announce it by.</param>
/// <param name="queues">Tells of processes that announce nothing.</param>
/// <param name="clock">Tells how long ago workers were heard of.</param>
public sealed class KindReaders(IProcessDirectory processes, IWorkerDirectory workers, IQueueDepths queues, TimeProvider clock)
{
    /// <summary>
    /// What only one service consumes, once per process: who consumes and has announced nothing is of a release that does not announce.
    /// </summary>
    private static readonly (string Queue, string Service)[] Consumers =
    [
        (QueueNames.Submissions, AnnouncedService.Producer),
        (QueueNames.Events, AnnouncedService.StatusQuery),
    ];

    /// <summary>
    /// Whether every living process reads a kind. A process lives until it says that it ends, or has not been heard of for <see
    /// cref="IProcessDirectory.Life"/>.
    /// </summary>
    /// <param name="kind">One of <see cref="ReadableKinds"/>, of this release or a later one.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns><see langword="false"/> also when that cannot be told, because the store, the broker or the word of workers is missing. Ask
    /// again later: the answer changes within seconds.</returns>
    public async Task<bool> EveryoneReads(string kind, CancellationToken cancellationToken)
    {
        try
        {
            var living = await processes.Living(cancellationToken);
            return living.Count > 0
                && living.All(process => process.Reads.Contains(kind, StringComparer.Ordinal))
                && EveryWorkerReads(kind, await workers.List(cancellationToken))
                && AllAreAnnounced(living, await queues.Consumers([.. Consumers.Select(consumer => consumer.Queue)], cancellationToken));
        }
        catch (Exception exception) when (exception is TaskStoreUnavailableException or BrokerUnavailableException)
        {
            return false;
        }
    }

    private static bool AllAreAnnounced(IReadOnlyList<ProcessAnnouncement> living, IReadOnlyDictionary<string, long> consumers) =>
        Consumers.All(consumer =>
            consumers.GetValueOrDefault(consumer.Queue) <= living.Count(
                process => process.Services.Contains(consumer.Service, StringComparer.Ordinal)));

    private bool EveryWorkerReads(string kind, IReadOnlyList<WorkerPresence> heard)
    {
        var now = clock.GetUtcNow();
        WorkerPresence[] living =
        [
            .. heard.Where(worker => worker.Heartbeat.State != "stopped" && now - worker.HeardAt < IProcessDirectory.Life),
        ];
        // When none is heard of, it may be that nobody listens, and that others have come meanwhile.
        return living.Length == 0
            || (
                living.Any(worker => now - worker.HeardAt < IWorkerDirectory.LostAfter)
                    && living.All(worker => worker.Heartbeat.Reads.Contains(kind, StringComparer.Ordinal)));
    }
}
