using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Status;

/// <summary><c>GET /api/v1/stats</c> and <c>GET /api/v1/queues</c>.</summary>
internal static class StatsEndpoints
{
    public static void MapStats(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/api/v1/stats", (TaskStore store, CancellationToken cancellationToken) => Count(store, StatsDocument.Of, cancellationToken))
            .WithName("GetStats")
            .WithSummary("How many tasks are in each state, those included that have ended and are still kept.")
            .Produces<StatsDocument>()
            .ReadsStore();
        routes.MapGet(
            "/api/v1/queues", (TaskStore store, CancellationToken cancellationToken) => Count(store, QueueDocument.Of, cancellationToken))
            .WithName("ListQueues")
            .WithSummary("The queues that have tasks, and how many are in each state.")
            .Produces<IReadOnlyList<QueueDocument>>()
            .ReadsStore();
    }

    private static async Task<IResult> Count<T>(
        TaskStore store, Func<IReadOnlyList<TaskCount>, T> document, CancellationToken cancellationToken) =>
        TypedResults.Ok(document(await store.Count(cancellationToken)));
}

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

/// <summary>How many tasks there are, those included that have ended and are still kept.</summary>
internal sealed record StatsDocument(StateCounts States, long Total)
{
    public static StatsDocument Of(IReadOnlyList<TaskCount> counts) => new(StateCounts.Of(counts), counts.Sum(count => count.Count));
}

/// <summary>How many tasks are in each state; unknown are those in states of later releases.</summary>
internal sealed record StateCounts(
    long Scheduled,
    long Queued,
    long Running,
    long Retrying,
    long Succeeded,
    long Failed,
    long Canceled,
    long Expired,
    long Parked,
    long Unknown)
{
    public static StateCounts Of(IEnumerable<TaskCount> counts)
    {
        var byState = counts.GroupBy(count => count.State, count => count.Count).ToDictionary(state => state.Key, state => state.Sum());
        long In(TaskState state) => byState.GetValueOrDefault(state);
        return new StateCounts(
            In(TaskState.Scheduled), In(TaskState.Queued), In(TaskState.Running), In(TaskState.Retrying),
            In(
                TaskState.Succeeded), In(TaskState.Failed), In(
                    TaskState.Canceled), In(TaskState.Expired), In(TaskState.Parked), In(TaskState.Unknown));
    }
}
