using Messaging.Lifecycle.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Status;

/// <summary><c>GET /api/v1/undecodable/rows</c>.</summary>
internal static class ListQuarantineEndpoint
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    public static void MapListQuarantine(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/undecodable/rows", Handle)
        .WithName("ListQuarantine")
        .WithSummary(
            "Stored tasks that cannot be read, with the reasons: ?limit=, 1 to 100. They stay as they are until somebody mends or "
                + "deletes their keys.")
        .Produces<IReadOnlyList<QuarantinedRow>>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ReadsStore();

    private static async Task<IResult> Handle(TaskStore store, string? limit, CancellationToken cancellationToken) =>
        StoreReading.ProblemWith(limit, DefaultLimit, MaxLimit, out var most)
            ?? TypedResults.Ok((await store.Quarantined(most, cancellationToken)).First);
}
