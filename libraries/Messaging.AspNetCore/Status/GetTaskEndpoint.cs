using Messaging.Lifecycle.Storage;
using Messaging.StatusQuery;
using Messaging.StatusQuery.Waiting;
using Messaging.Tasks.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Messaging.AspNetCore.Status;

/// <summary><c>GET /api/v1/tasks/{id}</c>.</summary>
internal static class GetTaskEndpoint
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public static void MapGetTask(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/tasks/{id}", Handle)
        .WithName("GetTask")
        .WithSummary(
            "A task: 404 when there never was one, 409 when what is stored of it cannot be read, 410 when its retention has passed, "
                + "503 while the store is away. With ?wait=30s the answer comes when the task ends, or then.")
        .Produces<TaskDocument>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status410Gone)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> Handle(
        string id,
        string? wait,
        TaskWaiter waiter,
        IOptions<StatusQueryOptions> options,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var taskId))
        {
            return TypedResults.Problem("A task's id is a UUID.", statusCode: StatusCodes.Status400BadRequest);
        }

        var patience = TimeSpan.Zero;
        if (wait is not null && (!Durations.TryParse(wait, out patience) || patience > LongestWait))
        {
            return TypedResults.Problem(
                "wait must be a duration such as 500ms or 30s, of at most 1m.", statusCode: StatusCodes.Status400BadRequest);
        }

        response.Headers.CacheControl = "no-store";
        try
        {
            return await waiter.Read(taskId, patience, cancellationToken) switch
            {
                { Row: { } row } => TypedResults.Ok(TaskDocument.Of(row, options.Value)),
                { IsGone: true } =>
                    TypedResults.Problem($"Task {taskId} has ended, and its retention has passed.", statusCode: StatusCodes.Status410Gone),
                _ => TypedResults.Problem($"There is no task {taskId}.", statusCode: StatusCodes.Status404NotFound),
            };
        }
        catch (UndecodableRowException exception)
        {
            return TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status409Conflict);
        }
        catch (TaskStoreUnavailableException)
        {
            return StoreProblem.Unavailable(response);
        }
    }
}
