using Messaging.Lifecycle.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Status;

/// <summary><c>GET /api/v1/workers</c>.</summary>
internal static class ListWorkersEndpoint
{
    public static void MapListWorkers(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/workers", Handle)
        .WithName("ListWorkers")
        .WithSummary(
            "The workers and what each is running: running, quiet, draining, lost when not heard of for 20 seconds, or stopped "
                + "within the last 10 minutes.")
        .Produces<IReadOnlyList<WorkerDocument>>()
        .ReadsStore();

    private static async Task<IResult> Handle(IWorkerDirectory directory, TimeProvider clock, CancellationToken cancellationToken) =>
        TypedResults.Ok(WorkerDocument.Of(await directory.List(cancellationToken), clock.GetUtcNow()));
}
