using Messaging.Hosting.Routing;
using Messaging.Operations.Undecodable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Operations;

/// <summary>
/// What can be done with a message that no consumer could read: <c>POST /api/v1/undecodable/{queue}/{messageId}/put-back</c> and
/// <c>DELETE /api/v1/undecodable/{queue}/{messageId}</c>.
/// </summary>
internal static class UndecodableEndpoints
{
    public static void MapUndecodable(this IEndpointRouteBuilder routes)
    {
        Describe(
            routes.MapPost("/api/v1/undecodable/{queue}/{messageId}/put-back", PutBack),
            "PutBackUndecodable",
            "Sends a message that was put aside to the end of the queue where it could not be read, as it was; queue and "
            + "messageId are those of GET /api/v1/undecodable.");
        Describe(
            routes.MapDelete("/api/v1/undecodable/{queue}/{messageId}", Drop),
            "DropUndecodable",
            "Removes a message that was put aside. It cannot be had back.");
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .WithName(name)
        .WithSummary(summary)
        .Produces(StatusCodes.Status204NoContent)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Task<IResult> PutBack(
        string queue, string messageId, UndecodableMessages messages, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(queue, messageId, messages.PutBack, response, cancellationToken);

    private static Task<IResult> Drop(
        string queue, string messageId, UndecodableMessages messages, HttpResponse response, CancellationToken cancellationToken) =>
        Answer(queue, messageId, messages.Drop, response, cancellationToken);

    private static async Task<IResult> Answer(
        string queue,
        string messageId,
        Func<string, string, CancellationToken, Task<bool>> act,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        try
        {
            return await act(queue, messageId, cancellationToken)
                ? TypedResults.NoContent()
                : TypedResults.Problem(
                    "There is no such message: it may have been put back or removed meanwhile.", statusCode: StatusCodes.Status404NotFound);
        }
        catch (BrokerUnavailableException)
        {
            response.Headers.RetryAfter = "2";
            return TypedResults.Problem(
                "The broker cannot be reached, or its queue is not there. The message is where it was, or in both places.",
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
