using System.Text.Json;
using Messaging.Hosting.Validation;
using Messaging.Operations;
using Messaging.Producer.Submission;
using Microsoft.AspNetCore.Http;

namespace Messaging.AspNetCore.Operations;

/// <summary>The body of a request about tasks that exist already: an object, or nothing where all members are optional.</summary>
/// <param name="Fields">Its members.</param>
/// <param name="Errors">What is wrong with them.</param>
/// <param name="Note">Who asks, and why.</param>
internal sealed record OperationRequest(JsonFields Fields, ValidationErrors Errors, OperatorNote Note)
{
    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The members there may be.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>What was read, and the problem with it, if it is not even an object.</returns>
    public static async Task<(OperationRequest Asked, IResult? Problem)> Read(
        HttpRequest request, IReadOnlyCollection<string> known, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadOptional(request, RequestBounds.Task, cancellationToken);
        var errors = new ValidationErrors();
        var fields = new JsonFields(body.Json, errors);
        if (body.Problem is null && body.Json.ValueKind != JsonValueKind.Object)
        {
            return (new OperationRequest(fields, errors, default), Problems.Unprocessable("$", "The body must be a JSON object."));
        }

        if (body.Problem is not null)
        {
            return (new OperationRequest(fields, errors, default), body.Problem);
        }

        fields.RefuseUnknown(known);
        var by = fields.Text("by", 1, SubmissionLimits.ByLength) ?? request.HttpContext.User.Identity?.Name;
        var reason = fields.Text("reason", 0, SubmissionLimits.ReasonLength);
        return (new OperationRequest(fields, errors, new OperatorNote(by, reason)), null);
    }
}
