using Messaging.Contracts;
using Messaging.Lifecycle.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Status;

/// <summary><c>GET /api/v1/types</c>.</summary>
internal static class ListTypesEndpoint
{
    public static void MapListTypes(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/types", Handle)
        .WithName("ListTypes")
        .WithSummary("The task types that workers have told of, with the JSON Schema of their arguments.")
        .Produces<IReadOnlyList<TaskType>>()
        .ReadsStore();

    private static async Task<IResult> Handle(ITaskCatalog catalog, CancellationToken cancellationToken) =>
        TypedResults.Ok(await catalog.List(cancellationToken));
}
