using System.Text.Json;
using Messaging.Hosting.Links;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Submission;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Messaging.AspNetCore.Submission;

/// <summary><c>POST /api/v1/tasks</c>.</summary>
internal static class SubmitTaskEndpoint
{
    public static void MapSubmitTask(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/tasks", Handle)
        .WithName("SubmitTask")
        .WithSummary("Submits a task. 202 with its id once it is durable; 200 for a repeated id or Idempotency-Key.")
        .Accepts<JsonElement>("application/json")
        .Produces<TaskReceipt>(StatusCodes.Status202Accepted)
        .Produces<TaskReceipt>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> Handle(
        HttpRequest request,
        SubmissionCheck check,
        TaskSubmitter submitter,
        SubmissionMetrics metrics,
        IOptions<StatusLinkOptions> links,
        CancellationToken cancellationToken)
    {
        var body = await RequestBody.Read(request, RequestBounds.Task, cancellationToken);
        if (body.Problem is not null)
        {
            metrics.RefuseBody(body.IsTooLarge);
            return body.Problem;
        }

        var submission = await check.Check(
            body.Json,
            request.Headers[SubmissionCheck.KeyHeader],
            place: null,
            TraceOrigin.OfRequest(request.Headers[HeaderNames.TraceParent], request.Headers[HeaderNames.TraceState]),
            cancellationToken);
        try
        {
            return (await submitter.Submit([submission], cancellationToken))[0] switch
            {
                SubmissionOutcome.Accepted(var row) when TaskReceipt.Of(row, links.Value) is var receipt =>
                    TypedResults.Accepted(receipt.StatusUrl, receipt),
                SubmissionOutcome.Repeated(var row) => TypedResults.Ok(TaskReceipt.Of(row, links.Value)),
                var refusal => TypedResults.Problem(Problems.With(SubmissionRefusal.Of(refusal))),
            };
        }
        catch (TaskStoreUnavailableException)
        {
            metrics.Refuse("store-unavailable");
            return Problems.StoreUnavailable();
        }
    }
}
