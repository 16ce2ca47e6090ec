using Microsoft.AspNetCore.Http;

namespace Messaging.AspNetCore.Status;

/// <summary>The answer while the store is away: never one that looks like knowledge.</summary>
internal static class StoreProblem
{
    public static IResult Unavailable(HttpResponse response)
    {
        response.Headers.RetryAfter = "2";
        return TypedResults.Problem("The task store cannot be reached.", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
