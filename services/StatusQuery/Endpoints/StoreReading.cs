using Messaging.Lifecycle.Storage;

namespace Messaging.StatusQuery.Endpoints;

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

    /// <summary>The problem with the number of items that were asked for; <see langword="null"/> when there is none.</summary>
    /// <param name="limit">What was asked for.</param>
    /// <param name="most">What may be asked for.</param>
    public static IResult? ProblemWith(int limit, int most) => limit >= 1 && limit <= most ? null : TypedResults.Problem($"limit must be a whole number from 1 to {most}.", statusCode: StatusCodes.Status400BadRequest);
}
