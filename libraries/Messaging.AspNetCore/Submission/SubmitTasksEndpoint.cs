using System.Text.Json;
using Messaging.Lifecycle.Storage;
using Messaging.Producer;
using Messaging.Producer.Metrics;
using Messaging.Producer.Submission;
using Messaging.Producer.Tracing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Messaging.AspNetCore.Submission;

/// <summary><c>POST /api/v1/tasks/batch</c>.</summary>
internal static class SubmitTasksEndpoint
{
    public static void MapSubmitTasks(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/tasks/batch", Handle)
        .WithName("SubmitTasks")
        .WithSummary($"Submits up to {SubmissionLimits.BatchTasks} tasks, as {{\"tasks\": [...]}}. Each is accepted or refused by itself, with the status it would have had alone; give each an id, or the batch an Idempotency-Key, and it can be repeated.")
        .Accepts<JsonElement>("application/json")
        .Produces<BatchReceipt>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> Handle(HttpRequest request, SubmissionCheck check, TaskSubmitter submitter, SubmissionMetrics metrics, IOptions<ProducerOptions> options, CancellationToken cancellationToken)
    {
        var body = await RequestBody.Read(request, RequestBounds.Batch, cancellationToken);
        if (body.Problem is not null)
        {
            metrics.RefuseBody(body.IsTooLarge);
            return body.Problem;
        }

        if (body.Json.ValueKind != JsonValueKind.Object || !body.Json.TryGetProperty("tasks", out var tasks) || tasks.ValueKind != JsonValueKind.Array
            || tasks.GetArrayLength() is 0 or > SubmissionLimits.BatchTasks)
        {
            metrics.Refuse("unreadable");
            return Problems.Unprocessable("tasks", $"Must be an array of 1 to {SubmissionLimits.BatchTasks} tasks.");
        }

        var submissions = new List<CheckedSubmission>(tasks.GetArrayLength());
        foreach (var (place, task) in tasks.EnumerateArray().Index())
        {
            submissions.Add(await check.Check(task, request.Headers[SubmissionCheck.KeyHeader], place, TraceOrigin.OfRequest(request.Headers[HeaderNames.TraceParent], request.Headers[HeaderNames.TraceState]), cancellationToken));
        }

        try
        {
            var outcomes = await submitter.Submit(submissions, cancellationToken);
            return TypedResults.Ok(new BatchReceipt([.. outcomes.Select(outcome => BatchItem.Of(outcome, options.Value))]));
        }
        catch (TaskStoreUnavailableException)
        {
            metrics.Refuse("store-unavailable", submissions.Count);
            return Problems.StoreUnavailable();
        }
    }
}
