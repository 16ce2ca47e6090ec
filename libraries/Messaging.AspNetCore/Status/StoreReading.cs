using System.Globalization;
using Messaging.Lifecycle.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Messaging.AspNetCore.Status;

/// <summary>What the answers that are read from the store have in common.</summary>
internal static class StoreReading
{
    /// <summary>Answers with 503 while the store is away, and lets nobody keep an answer.</summary>
    public static RouteHandlerBuilder ReadsStore(this RouteHandlerBuilder endpoint) => endpoint
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .AddEndpointFilter(async (context, next) =>
        {
            var response = context.HttpContext.Response;
            response.Headers.CacheControl = "no-store";
            try
            {
                return await next(context);
            }
            catch (TaskStoreUnavailableException)
            {
                return StoreProblem.Unavailable(response);
            }
        });

    /// <summary>Reads how many items were asked for.</summary>
    /// <param name="text">What was asked for; <see langword="null"/> when nothing was.</param>
    /// <param name="otherwise">How many then.</param>
    /// <param name="most">What may be asked for.</param>
    /// <param name="limit">How many to return.</param>
    /// <returns>The problem with it; <see langword="null"/> when there is none.</returns>
    public static IResult? ProblemWith(string? text, int otherwise, int most, out int limit)
    {
        limit = otherwise;
        return text is null
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= most)
            ? null
            : TypedResults.Problem($"limit must be a whole number from 1 to {most}.", statusCode: StatusCodes.Status400BadRequest);
    }
}
