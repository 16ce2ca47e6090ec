using System.Diagnostics;
using Messaging.Hosting.Validation;
using Messaging.Lifecycle.Storage;
using Messaging.Operations.Requests;
using Messaging.Producer.Submission;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Messaging.AspNetCore;

/// <summary>The problem details of RFC 9457 that submissions and operations are answered with.</summary>
internal static class Problems
{
    public static ProblemDetails TooLarge(string detail) => Problem(StatusCodes.Status413PayloadTooLarge, detail);

    public static ProblemDetails Invalid(ValidationErrors errors) =>
        new HttpValidationProblemDetails(errors.ToDictionary())
        {
            Status = StatusCodes.Status422UnprocessableEntity,
            Title = "The task cannot be accepted as it is.",
        };

    /// <summary>Why a submission was refused.</summary>
    public static ProblemDetails With(SubmissionRefusal refusal) =>
        refusal.Errors is { } errors ? Invalid(errors) : Problem((int)refusal.Status, refusal.Detail);

    /// <summary>Why a request about a task was refused.</summary>
    public static ProblemDetails With(RequestOutcome refusal) => refusal switch
    {
        RequestOutcome.Unknown(var id) => Problem(StatusCodes.Status404NotFound, $"There is no task {id}."),
        RequestOutcome.Gone(var id) => Problem(StatusCodes.Status410Gone, $"Task {id} has ended, and has been removed since."),
        RequestOutcome.Refused(var detail) => Problem(StatusCodes.Status409Conflict, detail),
        RequestOutcome.Invalid(var errors) =>
            new HttpValidationProblemDetails(errors.ToDictionary())
            {
                Status = StatusCodes.Status422UnprocessableEntity,
                Title = "The request cannot be met as it is.",
            },
        _ => throw new UnreachableException(),
    };

    /// <summary>Of a request that can be repeated as it is.</summary>
    public static IResult StoreAway() =>
        TypedResults.Problem("The task store cannot be reached. Repeat the request.", statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>Of a request that a newer Producer can meet, or nobody while the row is damaged.</summary>
    public static IResult LeftAlone(RowLeftAloneException reason) =>
        TypedResults.Problem(
            reason.Message,
            statusCode: reason is UndecodableRowException ? StatusCodes.Status409Conflict : StatusCodes.Status503ServiceUnavailable);

    public static IResult StoreUnavailable() => TypedResults.Problem(With(SubmissionRefusal.Unavailable));

    /// <summary>The problem with a request that is not even a submission.</summary>
    public static IResult Unprocessable(string field, string message) =>
        TypedResults.Problem(
            new HttpValidationProblemDetails(
                new Dictionary<string, string[]> { [field] = [message] })
            {
                Status = StatusCodes.Status422UnprocessableEntity,
            });

    private static ProblemDetails Problem(int status, string detail) => new() { Status = status, Detail = detail };
}
