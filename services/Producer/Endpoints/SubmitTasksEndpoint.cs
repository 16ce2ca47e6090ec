using System.Text.Json;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Submission;
using Messaging.Producer.Tracing;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Endpoints;

/// <summary><c>POST /api/v1/tasks/batch</c>.</summary>
internal static class SubmitTasksEndpoint
{
    public static void MapSubmitTasks(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/tasks/batch", Handle)
        .WithName("SubmitTasks")
        .WithSummary($"Submits up to {SubmissionLimits.BatchTasks} tasks, as {{\"tasks\": [...]}}. Each is accepted or refused by itself, with the status it would have had alone; give each an id, and the batch can be repeated.")
        .Accepts<JsonElement>("application/json")
        .Produces<BatchReceipt>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> Handle(HttpRequest request, SubmissionCheck check, TaskSubmitter submitter, IOptions<ProducerOptions> options, CancellationToken cancellationToken)
    {
        var body = await RequestBody.Read(request, RequestBounds.Batch, cancellationToken);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        if (body.Json.ValueKind != JsonValueKind.Object || !body.Json.TryGetProperty("tasks", out var tasks) || tasks.ValueKind != JsonValueKind.Array
            || tasks.GetArrayLength() is 0 or > SubmissionLimits.BatchTasks)
        {
            return Problems.Unprocessable("tasks", $"Must be an array of 1 to {SubmissionLimits.BatchTasks} tasks.");
        }

        var submissions = new List<CheckedSubmission>(tasks.GetArrayLength());
        foreach (var task in tasks.EnumerateArray())
        {
            submissions.Add(await check.Check(task, key: null, TraceOrigin.Of(request), cancellationToken));
        }

        try
        {
            return TypedResults.Ok(await Submit(submissions, submitter, options.Value, cancellationToken));
        }
        catch (TaskStoreUnavailableException)
        {
            return Problems.StoreUnavailable();
        }
    }

    private static async Task<BatchReceipt> Submit(List<CheckedSubmission> submissions, TaskSubmitter submitter, ProducerOptions options, CancellationToken cancellationToken)
    {
        var results = submissions.Select(submission => Problems.With(submission) is { } problem ? BatchItem.Of(problem) : null).ToArray();
        int[] accepted = [.. Enumerable.Range(0, results.Length).Where(place => results[place] is null)];
        var outcomes = await submitter.Submit([.. accepted.Select(place => submissions[place].Task)], cancellationToken);
        foreach (var (place, outcome) in accepted.Zip(outcomes))
        {
            results[place] = BatchItem.Of(outcome, options);
        }

        return new BatchReceipt(results!);
    }
}
