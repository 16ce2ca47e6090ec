using System.Diagnostics;
using System.Net;
using Messaging.Hosting.Validation;

namespace Messaging.Producer.Submission;

/// <summary>Why a submission was refused: the same whether it came over HTTP or from the broker.</summary>
/// <param name="Status">The HTTP status code that says so.</param>
/// <param name="Detail">A sentence for the caller.</param>
/// <param name="Errors">What is wrong with its fields, if that is the reason.</param>
internal sealed record SubmissionRefusal(HttpStatusCode Status, string Detail, ValidationErrors? Errors = null)
{
    /// <summary>The arguments, or the whole body, are too large.</summary>
    public static SubmissionRefusal TooLarge { get; } =
        new(
            HttpStatusCode.RequestEntityTooLarge,
            $"The arguments are larger than {SubmissionLimits.ArgumentBytes / 1024} KiB. Store them and submit where they are.");

    /// <summary>The store cannot be reached.</summary>
    public static SubmissionRefusal Unavailable { get; } =
        new(
            HttpStatusCode.ServiceUnavailable,
            "The task store cannot be reached. Nothing is known to be accepted; repeat with the same id or Idempotency-Key.");

    /// <summary>The refusal that an outcome is.</summary>
    /// <param name="outcome">Neither accepted nor repeated.</param>
    public static SubmissionRefusal Of(SubmissionOutcome outcome) => outcome switch
    {
        SubmissionOutcome.Invalid({ AreArgumentsTooLarge: true }) => TooLarge,
        SubmissionOutcome.Invalid(var submission) =>
            new(HttpStatusCode.UnprocessableEntity, submission.Errors.ToString(), submission.Errors),
        SubmissionOutcome.Conflict(var id) =>
            new(HttpStatusCode.Conflict, $"Task {id} was submitted before, and asked for something else."),
        SubmissionOutcome.Gone(var id) =>
            new(HttpStatusCode.Conflict, $"Task {id} was submitted before, and has been removed since. Use a new id."),
        SubmissionOutcome.Damaged(var id) => new(HttpStatusCode.Conflict, $"What is stored of task {id} cannot be read. Use a new id."),
        SubmissionOutcome.Unavailable => Unavailable,
        _ => throw new UnreachableException(),
    };
}
