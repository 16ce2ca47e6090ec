using Messaging.Lifecycle.Pauses;
using Messaging.Lifecycle.Storage;
using Messaging.Operations.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Operations;

/// <summary><c>/api/v1/pauses</c>: what is paused, and the way to pause and resume queues and task types.</summary>
internal static class PauseEndpoints
{
    public static void MapPauses(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/pauses", List)
            .WithName("ListPauses")
            .WithSummary("The queues and task types that are paused.")
            .Produces<IReadOnlyList<PauseDocument>>()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapPausing(
            "queues/{name}", PauseKind.Queue, "Queue", "nothing of it begins on any worker, its commands stay in the broker.");
        routes.MapPausing("types/{name}", PauseKind.Type, "Type", "its tasks are put off until it is resumed.");
    }

    private static void MapPausing(this IEndpointRouteBuilder routes, string path, PauseKind kind, string noun, string effect)
    {
        routes.MapPut(
                $"/api/v1/pauses/{path}",
                (string name, HttpRequest request, PauseControl pauses, CancellationToken cancellationToken) =>
                    Put(kind, name, request, pauses, cancellationToken))
            .WithName($"Pause{noun}")
            .WithSummary($"Pauses a {noun.ToLowerInvariant()}: {effect} What runs goes on. Optional body: {{\"by\", \"reason\"}}.")
            .Produces<PauseDocument>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapDelete($"/api/v1/pauses/{path}", (string name, PauseControl pauses, CancellationToken cancellationToken) =>
                Delete(kind, name, pauses, cancellationToken))
            .WithName($"Resume{noun}")
            .WithSummary($"Resumes a {noun.ToLowerInvariant()}. 404 when it was not paused.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> List(PauseControl pauses, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-store";
        try
        {
            return TypedResults.Ok((await pauses.List(cancellationToken)).Select(PauseDocument.Of).ToArray());
        }
        catch (TaskStoreUnavailableException)
        {
            return Unavailable();
        }
    }

    private static async Task<IResult> Put(
        PauseKind kind, string name, HttpRequest request, PauseControl pauses, CancellationToken cancellationToken)
    {
        if (PauseControl.FaultOf(kind, name) is { } fault)
        {
            return Problems.Unprocessable("name", fault);
        }

        var body = await OperatorNoteBody.Read(request, cancellationToken);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        try
        {
            return await pauses.Pause(kind, name, body.Note, cancellationToken) is { } pause
                ? TypedResults.Ok(PauseDocument.Of(pause))
                : TypedResults.Problem(
                    $"{IPauses.Capacity} queues and types are paused already.", statusCode: StatusCodes.Status409Conflict);
        }
        catch (TaskStoreUnavailableException)
        {
            return Unavailable();
        }
    }

    private static async Task<IResult> Delete(PauseKind kind, string name, PauseControl pauses, CancellationToken cancellationToken)
    {
        try
        {
            return await pauses.Resume(kind, name, cancellationToken)
                ? TypedResults.NoContent()
                : TypedResults.Problem("It was not paused.", statusCode: StatusCodes.Status404NotFound);
        }
        catch (TaskStoreUnavailableException)
        {
            return Unavailable();
        }
    }

    private static ProblemHttpResult Unavailable() => TypedResults.Problem(
        "The store cannot be reached. Whether anything was changed is not known; repeat it.",
        statusCode: StatusCodes.Status503ServiceUnavailable);
}

/// <summary>Something that is paused.</summary>
/// <param name="Kind"><c>queue</c> or <c>type</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="PausedAt">Since when.</param>
/// <param name="By">Who paused it.</param>
/// <param name="Reason">Why.</param>
internal sealed record PauseDocument(string Kind, string Name, DateTimeOffset PausedAt, string? By, string? Reason)
{
    public static PauseDocument Of(Pause pause) =>
        new(pause.Kind == PauseKind.Queue ? "queue" : "type", pause.Name, pause.PausedAt, pause.By, pause.Reason);
}
