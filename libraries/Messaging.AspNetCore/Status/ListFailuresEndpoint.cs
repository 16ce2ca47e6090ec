using Messaging.Lifecycle.Failures;
using Messaging.Lifecycle.Sagas;
using Messaging.Lifecycle.Search;
using Messaging.Lifecycle.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Messaging.AspNetCore.Status;

/// <summary><c>GET /api/v1/failures</c>.</summary>
internal static class ListFailuresEndpoint
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;
    private const int SampledTasks = 10;

    public static void MapListFailures(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/failures", Handle)
        .WithName("ListFailures")
        .WithSummary("Failed tasks, grouped by what they failed of, the largest group first: ?limit=, 1 to 100. GET /api/v1/tasks?failure= lists a group.")
        .Produces<FailureListDocument>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ReadsStore();

    private static async Task<IResult> Handle(TaskStore store, TaskSearch search, string? limit, CancellationToken cancellationToken)
    {
        if (StoreReading.ProblemWith(limit, DefaultLimit, MaxLimit, out var most) is { } problem)
        {
            return problem;
        }

        var counts = await store.CountFailures(cancellationToken);
        var failed = (await store.Count(cancellationToken)).Where(count => count.State == TaskState.Failed).Sum(count => count.Count);
        var largest = counts.OrderByDescending(count => count.Count).ThenBy(count => count.Fingerprint, StringComparer.Ordinal).Take(most);
        var groups = await Task.WhenAll(largest.Select(count => Describe(count, search, cancellationToken)));
        return TypedResults.Ok(new FailureListDocument([.. groups.OfType<FailureDocument>()], counts.Count, Math.Max(0, failed - counts.Sum(count => count.Count))));
    }

    /// <summary>A group, unless its last task has just gone.</summary>
    private static async Task<FailureDocument?> Describe(FailureCount count, TaskSearch search, CancellationToken cancellationToken)
    {
        var newest = await search.Find(new TaskFilter { Failure = count.Fingerprint }, null, SampledTasks, cancellationToken);
        return newest.Tasks.Count == 0 ? null : FailureDocument.Of(count.Fingerprint, count.Count, newest.Tasks);
    }
}
