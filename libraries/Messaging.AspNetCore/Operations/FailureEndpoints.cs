using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Storage;
using Messaging.Operations.Replays;
using Messaging.Operations.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Operations;

/// <summary>
/// What can be done about failed tasks together: <c>POST /api/v1/failures/{fingerprint}/retry</c> and <c>/discard</c>, <c>GET</c> and
/// <c>DELETE /api/v1/replays/{id}</c>.
/// </summary>
internal static class FailureEndpoints
{
    private const double DefaultRate = 10;
    private const int DefaultCanary = 1;

    private static readonly string[] RetryFields = ["rate", "canary", "by"];

    public static void MapFailures(this IEndpointRouteBuilder routes)
    {
        Describe(
            routes.MapPost("/api/v1/failures/{fingerprint}/retry", Retry),
            "RetryFailure",
            "Lets all tasks run again that have failed of one cause: canary of them first (default 1), and when these have "
            + "succeeded the others, rate per second (default 10).")
            .Produces<ReplayDocument>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity);
        Describe(
            routes.MapPost("/api/v1/failures/{fingerprint}/discard", Discard),
            "DiscardFailure",
            "Removes tasks that have failed of one cause, some thousands at a time: repeat it until none is left.")
            .Produces<DiscardReceipt>();
        Describe(
            routes.MapGet("/api/v1/replays/{id}", Read),
            "GetReplay",
            "How far a replay of failed tasks is. Kept for 7 days after its end.")
            .Produces<ReplayDocument>();
        Describe(
            routes.MapDelete("/api/v1/replays/{id}", Stop),
            "StopReplay",
            "Stops a replay of failed tasks. What runs again already goes on.")
            .Produces<ReplayDocument>();
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .WithName(name)
        .WithSummary(summary)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Task<IResult> Retry(
        string fingerprint, HttpRequest request, ReplayControl control, CancellationToken cancellationToken) => Answer(async () =>
    {
        var (asked, problem) = await OperationRequest.Read(request, RetryFields, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var rate = asked.Fields.Number("rate", 0.1, 1000) ?? DefaultRate;
        var canary = asked.Fields.Whole("canary", 0, 100) ?? DefaultCanary;
        if (asked.Errors.Any)
        {
            return TypedResults.Problem(Problems.With(new RequestOutcome.Invalid(asked.Errors)));
        }

        if (!await control.HasRoom(cancellationToken))
        {
            return TypedResults.Problem(
                $"{ReplayControl.MaxKept} replays are kept already. They go 7 days after their end.",
                statusCode: StatusCodes.Status409Conflict);
        }

        return FailureFingerprint.IsValid(fingerprint)
            && await control.Start(fingerprint, rate, canary, asked.Note.By, cancellationToken) is { } replay
            ? TypedResults.Accepted($"/api/v1/replays/{replay.Id}", ReplayDocument.Of(replay))
            : NoFailure(fingerprint);
    });

    private static Task<IResult> Discard(string fingerprint, FailedTasks failed, CancellationToken cancellationToken) => Answer(async () =>
    {
        if (!FailureFingerprint.IsValid(fingerprint) || await failed.Count(fingerprint, cancellationToken) == 0)
        {
            return NoFailure(fingerprint);
        }

        var discarded = await failed.Discard(fingerprint, cancellationToken);
        return TypedResults.Ok(new DiscardReceipt(discarded, await failed.Count(fingerprint, cancellationToken)));
    });

    private static Task<IResult> Read(string id, IReplayStore replays, CancellationToken cancellationToken) =>
        Answer(async () => ResultOf(id, Guid.TryParse(id, out var replay) ? await replays.Read(replay, cancellationToken) : null));

    private static Task<IResult> Stop(string id, ReplayControl control, CancellationToken cancellationToken) =>
        Answer(async () => ResultOf(id, Guid.TryParse(id, out var replay) ? await control.Stop(replay, cancellationToken) : null));

    private static async Task<IResult> Answer(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (TaskStoreUnavailableException)
        {
            return Problems.StoreAway();
        }
    }

    private static IResult ResultOf(string id, FailureReplay? replay) => replay is null
        ? TypedResults.Problem($"There is no replay {id}.", statusCode: StatusCodes.Status404NotFound)
        : TypedResults.Ok(ReplayDocument.Of(replay));

    private static ProblemHttpResult NoFailure(string fingerprint) =>
        TypedResults.Problem(
            $"No task has failed of {fingerprint}. StatusQuery's /api/v1/failures tells of what tasks have failed.",
            statusCode: StatusCodes.Status404NotFound);
}

/// <summary>The answer to a request to remove failed tasks.</summary>
/// <param name="Discarded">How many were removed.</param>
/// <param name="Left">How many are left: repeat the request until there are none.</param>
internal sealed record DiscardReceipt(int Discarded, long Left);
