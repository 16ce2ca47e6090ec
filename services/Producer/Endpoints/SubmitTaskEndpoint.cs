using System.Diagnostics;
using System.Text.Json;
using Messaging.Contracts;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Submission;
using Microsoft.Extensions.Options;

namespace Messaging.Producer.Endpoints;

/// <summary><c>POST /api/v1/tasks</c>.</summary>
internal static class SubmitTaskEndpoint
{
    private const string KeyHeader = "Idempotency-Key";

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

    private static async Task<IResult> Handle(HttpRequest request, TaskSubmitter submitter, KnownTaskTypes types, IOptions<ProducerOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var body = await RequestBody.Read(request, cancellationToken);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        var reader = new SubmissionReader(body.Json, clock.GetUtcNow());
        var task = reader.Read(Activity.Current?.Id);
        if (reader.AreArgumentsTooLarge)
        {
            return Problems.TooLarge();
        }

        task = task with { TaskId = IdOf(task, request, reader.Errors, clock), Fingerprint = Fingerprint.Of(body.Json) };
        await Check(task, types, reader.Errors, cancellationToken);
        if (reader.Errors.Any)
        {
            return TypedResults.Problem(new HttpValidationProblemDetails(reader.Errors.ToDictionary()) { Status = StatusCodes.Status422UnprocessableEntity, Title = "The task cannot be accepted as it is." });
        }

        return await Submit(task, submitter, options.Value, cancellationToken);
    }

    private static async Task<IResult> Submit(TaskSubmitted task, TaskSubmitter submitter, ProducerOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await submitter.Submit(task, cancellationToken) switch
            {
                SubmissionOutcome.Accepted(var row) when TaskReceipt.Of(row, options) is var receipt => TypedResults.Accepted(receipt.StatusUrl, receipt),
                SubmissionOutcome.Repeated(var row) => TypedResults.Ok(TaskReceipt.Of(row, options)),
                SubmissionOutcome.Conflict(var id) => Problems.Conflict($"Task {id} was submitted before, and asked for something else."),
                SubmissionOutcome.Gone(var id) => Problems.Conflict($"Task {id} was submitted before, and has been removed since. Use a new id."),
                _ => throw new UnreachableException(),
            };
        }
        catch (TaskStoreUnavailableException)
        {
            return Problems.StoreUnavailable();
        }
    }

    private static Guid IdOf(TaskSubmitted task, HttpRequest request, SubmissionErrors errors, TimeProvider clock)
    {
        string? key = request.Headers[KeyHeader];
        if (key is null)
        {
            return task.TaskId == Guid.Empty ? Guid.CreateVersion7(clock.GetUtcNow()) : task.TaskId;
        }

        if (key.Length is 0 or > SubmissionLimits.IdempotencyKeyLength)
        {
            errors.Add(KeyHeader, $"Must be 1 to {SubmissionLimits.IdempotencyKeyLength} characters.");
        }
        else if (task.TaskId != Guid.Empty)
        {
            errors.Add(KeyHeader, "Give either an id or an Idempotency-Key.");
        }

        return Fingerprint.IdOf(key);
    }

    private static async Task Check(TaskSubmitted task, KnownTaskTypes types, SubmissionErrors errors, CancellationToken cancellationToken)
    {
        if (errors.Any)
        {
            return;
        }

        var lookup = await types.Find(task.Name, cancellationToken);
        if (!lookup.IsKnown)
        {
            errors.Add("name", $"No worker knows a task named '{task.Name}'. Nearest known names: {string.Join(", ", lookup.Nearest)}.");
        }
        else if (lookup.Type?.ArgumentsSchema is { } schema)
        {
            new SchemaValidator(errors).Validate(schema, task.Arguments, "args");
        }
    }
}
