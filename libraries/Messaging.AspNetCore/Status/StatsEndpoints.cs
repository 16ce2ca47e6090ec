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
        routes.MapGet("/api/v1/stats", (TaskStore store, CancellationToken cancellationToken) => Count(store, StatsDocument.Of, cancellationToken))
            .WithName("GetStats")
            .WithSummary("How many tasks are in each state, those included that have ended and are still kept.")
            .Produces<StatsDocument>()
            .ReadsStore();
        routes.MapGet("/api/v1/queues", (TaskStore store, CancellationToken cancellationToken) => Count(store, QueueDocument.Of, cancellationToken))
            .WithName("ListQueues")
            .WithSummary("The queues that have tasks, and how many are in each state.")
            .Produces<IReadOnlyList<QueueDocument>>()
            .ReadsStore();
    }

    private static async Task<IResult> Count<T>(TaskStore store, Func<IReadOnlyList<TaskCount>, T> document, CancellationToken cancellationToken) =>
        TypedResults.Ok(document(await store.Count(cancellationToken)));
}
