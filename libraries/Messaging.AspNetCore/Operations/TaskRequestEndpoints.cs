using System.Runtime.InteropServices;
using Messaging.AspNetCore.Submission;
using Messaging.Hosting.Links;
using Messaging.Lifecycle.Storage;
using Messaging.Operations.Requests;
using Messaging.Producer.Submission;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Messaging.AspNetCore.Operations;

/// <summary>
/// What can be asked of a task that was submitted: <c>POST /api/v1/tasks/{id}/cancel</c>, <c>/retry</c> and <c>/reschedule</c>,
/// <c>DELETE /api/v1/tasks/{id}</c>.
/// </summary>
internal static class TaskRequestEndpoints
{
    private static readonly string[] CancelFields = ["by", "reason", "force"];
    private static readonly string[] RetryFields = ["args", "delay", "dueAt", "by", "reason", "force"];
    private static readonly string[] RescheduleFields = ["delay", "dueAt", "by"];

    public static void MapTaskRequests(this IEndpointRouteBuilder routes)
    {
        Describe(
            routes.MapPost("/api/v1/tasks/{id}/cancel", Cancel),
            "CancelTask",
            "Cancels a task: 200 when it will not run, 202 when a worker is still to stop it, 409 when it has ended. With "
            + "force a running one is ended at once, whatever its worker does.");
        Describe(
            routes.MapPost("/api/v1/tasks/{id}/retry", Retry),
            "RetryTask",
            "Lets an ended task run again, with other args if given, now or at dueAt or after delay; a succeeded one only "
            + "with force. 409 while it has not ended.");
        Describe(
            routes.MapPost("/api/v1/tasks/{id}/reschedule", Reschedule),
            "RescheduleTask",
            "Gives a waiting task another time, dueAt or after delay; {\"delay\": \"0s\"} runs it now. 409 when it does not wait.");
        Describe(
            routes.MapDelete("/api/v1/tasks/{id}", Remove),
            "RemoveTask",
            "Removes an ended task before its retention has passed: its id answers 410 from then on. 409 while it has not ended.")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .WithName(name)
        .WithSummary(summary)
        .Produces<TaskReceipt>()
        .Produces<TaskReceipt>(StatusCodes.Status202Accepted)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status410Gone)
        .ProducesValidationProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Task<IResult> Cancel(
        string id,
        HttpRequest request,
        TaskCancellation cancellation,
        IOptions<StatusLinkOptions> links,
        CancellationToken cancellationToken) =>
        Answer(
            id,
            request,
            links.Value,
            CancelFields,
            (task, asked) =>
            {
                var isForced = asked.Fields.Flag("force");
                return asked.Errors.Any ? Invalid(asked) : cancellation.Cancel(task, asked.Note, isForced, cancellationToken);
            },
            cancellationToken);

    private static Task<IResult> Retry(
        string id,
        HttpRequest request,
        TaskRetry retry,
        TimeProvider clock,
        IOptions<StatusLinkOptions> links,
        CancellationToken cancellationToken) =>
        Answer(
            id,
            request,
            links.Value,
            RetryFields,
            (task, asked) =>
            {
                var wish = new RetryOptions
                {
                    Note = asked.Note,
                    Arguments = asked.Fields.Member("args"),
                    DueAt = asked.Fields.DueAt("dueAt", clock.GetUtcNow()),
                    Force = asked.Fields.Flag("force"),
                };
                if (wish.Arguments is { } arguments && JsonMarshal.GetRawUtf8Value(arguments).Length > SubmissionLimits.ArgumentBytes)
                {
                    asked.Errors.Add("args", SubmissionRefusal.TooLarge.Detail);
                }

                return asked.Errors.Any ? Invalid(asked) : retry.Retry(task, wish, cancellationToken);
            },
            cancellationToken);

    private static Task<IResult> Reschedule(
        string id,
        HttpRequest request,
        TaskRescheduling rescheduling,
        TimeProvider clock,
        IOptions<StatusLinkOptions> links,
        CancellationToken cancellationToken) =>
        Answer(
            id,
            request,
            links.Value,
            RescheduleFields,
            (task, asked) =>
            {
                var dueAt = asked.Fields.DueAt("dueAt", clock.GetUtcNow());
                if (dueAt is null && !asked.Errors.Any)
                {
                    asked.Errors.Add("dueAt", "Is required, or else delay.");
                }

                return asked.Errors.Any ? Invalid(asked) : rescheduling.Reschedule(task, dueAt!.Value, asked.Note.By, cancellationToken);
            },
            cancellationToken);

    private static Task<IResult> Remove(
        string id, HttpRequest request, TaskRemoval removal, IOptions<StatusLinkOptions> links, CancellationToken cancellationToken) =>
        Answer(id, request, links.Value, [], (task, _) => removal.Remove(task, cancellationToken), cancellationToken);

    private static async Task<IResult> Answer(
        string id,
        HttpRequest request,
        StatusLinkOptions links,
        string[] fields,
        Func<Guid, OperationRequest, Task<RequestOutcome>> ask,
        CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var task))
        {
            return TypedResults.Problem("A task's id is a UUID.", statusCode: StatusCodes.Status400BadRequest);
        }

        var (asked, problem) = await OperationRequest.Read(request, fields, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        try
        {
            return ResultOf(asked.Errors.Any ? new RequestOutcome.Invalid(asked.Errors) : await ask(task, asked), links);
        }
        catch (RowLeftAloneException exception)
        {
            return Problems.LeftAlone(exception);
        }
        catch (TaskStoreUnavailableException)
        {
            return Problems.StoreAway();
        }
    }

    private static Task<RequestOutcome> Invalid(OperationRequest asked) =>
        Task.FromResult<RequestOutcome>(new RequestOutcome.Invalid(asked.Errors));

    private static IResult ResultOf(RequestOutcome outcome, StatusLinkOptions links) => outcome switch
    {
        RequestOutcome.Done(var row) => TypedResults.Ok(TaskReceipt.Of(row, links)),
        RequestOutcome.Pending(var row) when TaskReceipt.Of(row, links) is var receipt => TypedResults.Accepted(receipt.StatusUrl, receipt),
        RequestOutcome.Removed => TypedResults.NoContent(),
        _ => TypedResults.Problem(Problems.With(outcome)),
    };
}
