using Messaging.Contracts;
using Messaging.Lifecycle.Logs;
using Messaging.Lifecycle.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Status;

/// <summary><c>GET /api/v1/tasks/{id}/logs</c>.</summary>
internal static class GetTaskLogsEndpoint
{
    private const int DefaultLimit = 100;

    public static void MapGetTaskLogs(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/tasks/{id}/logs", Handle)
        .WithName("GetTaskLogs")
        .WithSummary(
            "What a task has written to its log so far, its latest 1,000 lines. ?after= continues behind the next of an earlier "
                + "answer; ?limit= is 1 to 1,000, 100 by default.")
        .Produces<TaskLogDocument>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status410Gone)
        .ReadsStore();

    private static async Task<IResult> Handle(
        string id, string? after, string? limit, ITaskLogs logs, TaskStore store, CancellationToken cancellationToken)
    {
        var place = default(LogCursor);
        if (!Guid.TryParse(id, out var taskId))
        {
            return Bad("A task's id is a UUID.");
        }

        if (after is not null && !LogCursor.TryParse(after, out place))
        {
            return Bad("after must be the next of an earlier answer, such as 1-42.");
        }

        if (StoreReading.ProblemWith(limit, DefaultLimit, ITaskLogs.Capacity, out var most) is { } problem)
        {
            return problem;
        }

        // A log goes with its row: a line that came later is nobody's to read.
        var (isThere, isGone) = (await store.LoadHeader(taskId, cancellationToken)).Match(
            _ =>
                (true, false), isGone =>
                    (false, isGone), _ => (true, false), failure => throw new TaskStoreUnavailableException(failure.Message, failure));
        if (isGone)
        {
            return TypedResults.Problem(
                $"Task {taskId} has ended, and its log has been removed since.", statusCode: StatusCodes.Status410Gone);
        }

        var lines = await logs.Read(taskId, place, most, cancellationToken);
        return isThere || lines.Count > 0 || (await logs.Read(taskId, default, 1, cancellationToken)).Count > 0
            ? TypedResults.Ok(TaskLogDocument.Of(lines, after))
            : TypedResults.Problem($"There is no task {taskId}.", statusCode: StatusCodes.Status404NotFound);
    }

    private static ProblemHttpResult Bad(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status400BadRequest);
}

/// <summary>A part of a task's log.</summary>
/// <param name="Lines">The lines, by attempt and sequence.</param>
/// <param name="Next">What to give as <c>after</c> to read on: also when there is nothing more yet.</param>
internal sealed record TaskLogDocument(IReadOnlyList<LogLineDocument> Lines, string? Next)
{
    public static TaskLogDocument Of(IReadOnlyList<TaskLogged> lines, string? after) =>
        new([.. lines.Select(LogLineDocument.Of)], lines.Count == 0 ? after : LogCursor.Of(lines[^1]).ToString());
}

/// <summary>A line of a task's log.</summary>
internal sealed record LogLineDocument(int Attempt, long Sequence, DateTimeOffset LoggedAt, string Message)
{
    public static LogLineDocument Of(TaskLogged line) => new(line.Attempt, line.Sequence, line.LoggedAt, line.Message);
}
