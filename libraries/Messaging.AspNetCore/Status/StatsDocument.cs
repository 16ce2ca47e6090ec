using Messaging.Lifecycle.Storage;

namespace Messaging.AspNetCore.Status;

/// <summary>How many tasks there are, those included that have ended and are still kept.</summary>
internal sealed record StatsDocument(StateCounts States, long Total)
{
    public static StatsDocument Of(IReadOnlyList<TaskCount> counts) => new(StateCounts.Of(counts), counts.Sum(count => count.Count));
}
