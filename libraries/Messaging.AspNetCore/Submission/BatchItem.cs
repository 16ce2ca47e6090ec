using Messaging.Lifecycle.Sagas;
using Messaging.Producer;
using Messaging.Producer.Submission;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Messaging.AspNetCore.Submission;

/// <summary>What became of one task of a batch.</summary>
/// <param name="Status">The status code that the task would have been answered with alone.</param>
/// <param name="Id">Its id, when there is such a task now.</param>
/// <param name="State">Where it stands.</param>
/// <param name="StatusUrl">Where to ask for it.</param>
/// <param name="Problem">Why it was refused: <see cref="ProblemDetails"/> or what derives from them. Declared as an object because the serializer writes what is declared.</param>
internal sealed record BatchItem(int Status, Guid? Id = null, TaskState? State = null, string? StatusUrl = null, object? Problem = null)
{
    public static BatchItem Of(SubmissionOutcome outcome, ProducerOptions options) => outcome switch
    {
        SubmissionOutcome.Accepted(var row) => Of(StatusCodes.Status202Accepted, TaskReceipt.Of(row, options)),
        SubmissionOutcome.Repeated(var row) => Of(StatusCodes.Status200OK, TaskReceipt.Of(row, options)),
        _ => Of(Problems.With(SubmissionRefusal.Of(outcome))),
    };

    private static BatchItem Of(ProblemDetails problem) => new(problem.Status ?? StatusCodes.Status500InternalServerError, Problem: problem);

    private static BatchItem Of(int status, TaskReceipt receipt) => new(status, receipt.Id, receipt.State, receipt.StatusUrl);
}
