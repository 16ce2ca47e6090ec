using Messaging.Hosting.Validation;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Submission;

/// <summary>
/// The queues that tasks may be submitted to: <c>default</c>, those that workers have told of, those that <c>Producer:Queues</c> names, and
/// those that hold tasks. Before any worker has
/// told of a queue it is every queue.
/// </summary>
internal sealed class KnownQueues(ITaskCatalog catalog, TaskStore store, IOptions<ProducerOptions> options, TimeProvider clock)
{
    private const string Default = "default";

    private readonly LastKnown<IReadOnlySet<string>> _served = new(
        new HashSet<string>(), async cancellationToken =>
            (await catalog.ListQueues(cancellationToken)).ToHashSet(StringComparer.Ordinal), clock);

    /// <summary>
    /// A queue with tasks in it was taken before, maybe by a release that did not remember queues, and its workers may be down for now.
    /// <see langword="null"/> while the store is away:
    /// whoever takes a task finds that out, too.
    /// </summary>
    private readonly LastKnown<IReadOnlySet<string>?> _used = new(null, cancellationToken => QueuesOf(store, cancellationToken), clock);

    /// <summary>Looks a queue up, in the store itself before saying no.</summary>
    /// <returns>Known names that resemble it, nearest first; <see langword="null"/> when tasks may be submitted to it.</returns>
    public async Task<IReadOnlyList<string>?> Nearest(string queue, CancellationToken cancellationToken)
    {
        var given = options.Value.QueueNamesGiven;
        if (queue == Default || given.Contains(queue) || IsServed(queue, await _served.Get(cancellationToken)))
        {
            return null;
        }

        var served = await _served.GetBeforeNo(cancellationToken);
        return IsServed(queue, served) || await _used.Get(cancellationToken) is not { } used || used.Contains(queue)
            ? null
            : EditDistance.Nearest(queue, served.Concat(given).Append(Default).Distinct(StringComparer.Ordinal));
    }

    private static bool IsServed(string queue, IReadOnlySet<string> served) => served.Count == 0 || served.Contains(queue);

    private static async Task<IReadOnlySet<string>?> QueuesOf(TaskStore store, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.Count(cancellationToken)).Select(count => count.Queue).ToHashSet(StringComparer.Ordinal);
        }
        catch (TaskStoreUnavailableException)
        {
            return null;
        }
    }
}
