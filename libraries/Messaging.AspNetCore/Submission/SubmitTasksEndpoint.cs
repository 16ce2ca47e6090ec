using System.Text.Json;
using Messaging.Hosting.Links;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Submission;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Messaging.AspNetCore.Submission;

/// <summary><c>POST /api/v1/tasks/batch</c>.</summary>
internal static class SubmitTasksEndpoint
{
    public static void MapSubmitTasks(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/tasks/batch", Handle)
        .WithName("SubmitTasks")
        .WithSummary(
            $"Submits up to {SubmissionLimits.BatchTasks} tasks, as {{\"tasks\": [...]}}. Each is accepted or refused by itself, "
                + $"with the status it would have had alone; give each an id, or the batch an Idempotency-Key, and it can be repeated.")
        .Accepts<JsonElement>("application/json")
        .Produces<BatchReceipt>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
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
        var body = await RequestBody.Read(request, RequestBounds.Batch, cancellationToken);
        if (body.Problem is not null)
        {
            metrics.RefuseBody(body.IsTooLarge);
            return body.Problem;
        }

        if (body.Json.ValueKind != JsonValueKind.Object
            || !body.Json.TryGetProperty("tasks", out var tasks)
            || tasks.ValueKind != JsonValueKind.Array
            || tasks.GetArrayLength() is 0 or > SubmissionLimits.BatchTasks)
        {
            metrics.Refuse("unreadable");
            return Problems.Unprocessable("tasks", $"Must be an array of 1 to {SubmissionLimits.BatchTasks} tasks.");
        }

        var submissions = new List<CheckedSubmission>(tasks.GetArrayLength());
        foreach (var (place, task) in tasks.EnumerateArray().Index())
        {
            submissions.Add(
                await check.Check(
                    task,
                    request.Headers[SubmissionCheck.KeyHeader],
                    place,
                    TraceOrigin.OfRequest(request.Headers[HeaderNames.TraceParent], request.Headers[HeaderNames.TraceState]),
                    cancellationToken));
        }

        try
        {
            var outcomes = await submitter.Submit(submissions, cancellationToken);
            return TypedResults.Ok(new BatchReceipt([.. outcomes.Select(outcome => BatchItem.Of(outcome, links.Value))]));
        }
        catch (TaskStoreUnavailableException)
        {
            metrics.Refuse("store-unavailable", submissions.Count);
            return Problems.StoreUnavailable();
        }
    }
}

/// <summary>The answer to a batch.</summary>
/// <param name="Results">What became of each task, in the order given.</param>
internal sealed record BatchReceipt(IReadOnlyList<BatchItem> Results);

/// <summary>What became of one task of a batch.</summary>
/// <param name="Status">The status code that the task would have been answered with alone.</param>
/// <param name="Id">Its id, when there is such a task now.</param>
/// <param name="State">Where it stands.</param>
/// <param name="StatusUrl">Where to ask for it.</param>
/// <param name="Problem">Why it was refused: <see cref="ProblemDetails"/> or what derives from them. Declared as an object because the
/// serializer writes what is declared.</param>
internal sealed record BatchItem(int Status, Guid? Id = null, TaskState? State = null, string? StatusUrl = null, object? Problem = null)
{
    public static BatchItem Of(SubmissionOutcome outcome, StatusLinkOptions links) => outcome switch
    {
        SubmissionOutcome.Accepted(var row) => Of(StatusCodes.Status202Accepted, TaskReceipt.Of(row, links)),
        SubmissionOutcome.Repeated(var row) => Of(StatusCodes.Status200OK, TaskReceipt.Of(row, links)),
        _ => Of(Problems.With(SubmissionRefusal.Of(outcome))),
    };

    private static BatchItem Of(ProblemDetails problem) =>
        new(problem.Status ?? StatusCodes.Status500InternalServerError, Problem: problem);

    private static BatchItem Of(int status, TaskReceipt receipt) => new(status, receipt.Id, receipt.State, receipt.StatusUrl);
}
