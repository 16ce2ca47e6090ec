using Messaging.Lifecycle.Storage;
using Messaging.Operations.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Operations;

/// <summary><c>POST /api/v1/workers/{id}/quiet</c>, <c>/resume</c> and <c>/drain</c>.</summary>
internal static class WorkerEndpoints
{
    public static void MapWorkerControl(this IEndpointRouteBuilder routes)
    {
        routes.MapAction("quiet", "QuietWorker", "Tells a worker to begin nothing new; what runs goes on.");
        routes.MapAction("resume", "ResumeWorker", "Tells a quiet worker to take tasks again.");
        routes.MapAction(
            "drain", "DrainWorker", "Tells a worker to stop as on SIGTERM: it begins nothing new, finishes what runs and exits.");
    }

    private static void MapAction(this IEndpointRouteBuilder routes, string action, string name, string summary) => routes
        .MapPost(
            $"/api/v1/workers/{{id}}/{action}",
            (string id, HttpRequest request, WorkerControl control, CancellationToken cancellationToken) =>
                Handle(id, action, request, control, cancellationToken))
        .WithName(name)
        .WithSummary($"{summary} 202 when it was told; its state in /api/v1/workers shows what came of it. Optional body: {{\"by\"}}.")
        .Produces(StatusCodes.Status202Accepted)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> Handle(
        string id, string action, HttpRequest request, WorkerControl control, CancellationToken cancellationToken)
    {
        var body = await OperatorNoteBody.Read(request, cancellationToken);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        try
        {
            return await control.Tell(id, action, body.Note.By, cancellationToken) switch
            {
                WorkerControlOutcome.Told => TypedResults.Accepted((string?)null),
                WorkerControlOutcome.Unknown => TypedResults.Problem(
                    $"No worker {id} has been heard of within the last hour.", statusCode: StatusCodes.Status404NotFound),
                _ => TypedResults.Problem(
                    "The broker has not confirmed in time. The worker may be told later; repeating it is harmless.",
                    statusCode: StatusCodes.Status503ServiceUnavailable),
            };
        }
        catch (TaskStoreUnavailableException)
        {
            return TypedResults.Problem(
                "The store cannot be reached. The worker was not told.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
