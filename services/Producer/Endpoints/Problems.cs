using Messaging.Producer.Submission;

namespace Messaging.Producer.Endpoints;

/// <summary>The problem details of RFC 9457 that Producer answers with.</summary>
internal static class Problems
{
    public static IResult TooLarge() => TypedResults.Problem(
        $"The arguments are larger than {SubmissionLimits.ArgumentBytes / 1024} KiB. Store them and submit where they are.",
        statusCode: StatusCodes.Status413PayloadTooLarge);

    public static IResult Conflict(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict);

    public static IResult StoreUnavailable() => TypedResults.Problem(
        "The task store cannot be reached. Nothing is known to be accepted; repeat with the same id or Idempotency-Key.",
        statusCode: StatusCodes.Status503ServiceUnavailable);
}
