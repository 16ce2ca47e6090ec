using Messaging.Lifecycle.Search;
using Messaging.StatusQuery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Messaging.AspNetCore.Status;

/// <summary><c>GET /api/v1/tasks</c>.</summary>
internal static class ListTasksEndpoint
{
    public static void MapListTasks(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/tasks", Handle)
        .WithName("ListTasks")
        .WithSummary(
            "Tasks, newest first, page by page: ?state=&name=&queue=&tag=&failure=&from=&to=&limit=&cursor=. Reading on with "
                + "nextCursor neither skips nor repeats a task, whatever happens meanwhile.")
        .Produces<TaskListDocument>()
        .ProducesValidationProblem()
        .ReadsStore();

    private static async Task<IResult> Handle(
        HttpRequest request, TaskSearch search, IOptions<StatusQueryOptions> options, CancellationToken cancellationToken)
    {
        var query = new TaskListQuery(request.Query);
        if (query.Errors.Count > 0)
        {
            return TypedResults.ValidationProblem(query.Errors);
        }

        var page = await search.Find(query.Filter, query.After, query.Limit, cancellationToken);
        return TypedResults.Ok(
            new TaskListDocument([.. page.Tasks.Select(row => TaskDocument.SummaryOf(row, options.Value))], page.Next?.ToString()));
    }
}

/// <summary>A page of tasks, newest first.</summary>
/// <param name="Tasks">The tasks, without arguments, results, attempts and stacks.</param>
/// <param name="NextCursor">What to ask for to read on; absent when there is no more. A page may be short and yet not be the last.</param>
internal sealed record TaskListDocument(IReadOnlyList<TaskDocument> Tasks, string? NextCursor);
