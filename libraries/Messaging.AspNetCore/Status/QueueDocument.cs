using Messaging.Lifecycle.Storage;

namespace Messaging.AspNetCore.Status;

/// <summary>How many tasks of a queue there are. A task whose queue is not known belongs to the one without a name.</summary>
internal sealed record QueueDocument(string Name, StateCounts States, long Total)
{
    public static IReadOnlyList<QueueDocument> Of(IReadOnlyList<TaskCount> counts) =>
    [
        .. counts.GroupBy(count => count.Queue, StringComparer.Ordinal)
            .OrderBy(queue => queue.Key, StringComparer.Ordinal)
            .Select(queue => new QueueDocument(queue.Key, StateCounts.Of(queue), queue.Sum(count => count.Count))),
    ];
}
