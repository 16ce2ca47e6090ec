using Messaging.Contracts;
using Messaging.Lifecycle.Catalog;
using Messaging.Lifecycle.Storage;

namespace Messaging.StatusQuery.Endpoints;

/// <summary><c>GET /api/v1/types</c>.</summary>
internal static class ListTypesEndpoint
{
    public static void MapListTypes(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/types", Handle)
        .WithName("ListTypes")
        .WithSummary("The task types that workers have told of, with the JSON Schema of their arguments.")
        .Produces<IReadOnlyList<TaskType>>()
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> Handle(ITaskCatalog catalog, HttpResponse response, CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.Ok(await catalog.List(cancellationToken));
        }
        catch (TaskStoreUnavailableException)
        {
            return StoreProblem.Unavailable(response);
        }
    }
}
