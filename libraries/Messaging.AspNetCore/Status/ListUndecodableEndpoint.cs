using Messaging.Hosting.Routing;
using Messaging.Hosting.Undecodable;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Status;

/// <summary><c>GET /api/v1/undecodable</c>.</summary>
internal static class ListUndecodableEndpoint
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxQueues = 100;

    public static void MapListUndecodable(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/undecodable", Handle)
        .WithName("ListUndecodable")
        .WithSummary(
            "Messages that no consumer could read, as they were put aside in the broker, with the reasons: ?limit=, 1 to 100. They "
                + "stay there.")
        .Produces<IReadOnlyList<UndecodableDelivery>>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ReadsStore();

    private static async Task<IResult> Handle(
        TaskStore store,
        ITaskCatalog catalog,
        IUndecodableQueues undecodable,
        HttpResponse response,
        string? limit,
        CancellationToken cancellationToken)
    {
        if (StoreReading.ProblemWith(limit, DefaultLimit, MaxLimit, out var most) is { } problem)
        {
            return problem;
        }

        try
        {
            return TypedResults.Ok(await undecodable.Peek(await Queues(store, catalog, cancellationToken), most, cancellationToken));
        }
        catch (BrokerUnavailableException)
        {
            response.Headers.RetryAfter = "2";
            return TypedResults.Problem("The broker cannot be reached.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>Every queue that is consumed, as far as workers and rows tell of it.</summary>
    private static async Task<IReadOnlyList<string>> Queues(TaskStore store, ITaskCatalog catalog, CancellationToken cancellationToken) =>
    [
        .. QueueNames.Fixed,
        .. (await store.Count(cancellationToken))
            .Select(count => count.Queue)
            .Concat(await catalog.ListQueues(cancellationToken))
            .Append("default")
            .Where(QueueNames.IsValidTaskQueue)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxQueues).Select(QueueNames.Task),
    ];
}
