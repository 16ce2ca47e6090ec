using Messaging.Contracts;
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
        .WithSummary(
            "Failed tasks, grouped by what they failed of, the largest group first: ?limit=, 1 to 100. GET /api/v1/tasks?failure= "
                + "lists a group.")
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
        return TypedResults.Ok(
            new FailureListDocument(
                [.. groups.OfType<FailureDocument>()], counts.Count, Math.Max(0, failed - counts.Sum(count => count.Count))));
    }

    /// <summary>A group, unless its last task has just gone.</summary>
    private static async Task<FailureDocument?> Describe(FailureCount count, TaskSearch search, CancellationToken cancellationToken)
    {
        var newest = await search.Find(new TaskFilter { Failure = count.Fingerprint }, null, SampledTasks, cancellationToken);
        return newest.Tasks.Count == 0 ? null : FailureDocument.Of(count.Fingerprint, count.Count, newest.Tasks);
    }
}

/// <summary>Causes of failure, the most frequent first.</summary>
/// <param name="Failures">The causes.</param>
/// <param name="Total">How many causes are counted, those included that are not shown.</param>
/// <param name="Uncounted">How many failed tasks are in no count: of thousands of causes only those with more tasks are counted.</param>
internal sealed record FailureListDocument(IReadOnlyList<FailureDocument> Failures, int Total, long Uncounted);

/// <summary>Tasks that have failed of one cause.</summary>
/// <param name="Fingerprint">What they have in common: <c>?failure=</c> lists them.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Type">The error's type.</param>
/// <param name="Message">The message of the newest, as a sample; at most 500 characters.</param>
/// <param name="Names">Names of the newest tasks among them.</param>
/// <param name="NewestId">The newest task.</param>
/// <param name="NewestAt">When that one failed.</param>
internal sealed record FailureDocument(
    string Fingerprint, long Count, string Type, string Message, IReadOnlyList<string> Names, Guid NewestId, DateTimeOffset? NewestAt)
{
    private const int MessageLength = 500;

    /// <summary>A group, as some of its tasks tell of it.</summary>
    /// <param name="fingerprint">The group.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="newest">The newest of them, at least one, newest first.</param>
    public static FailureDocument Of(string fingerprint, long count, IReadOnlyList<TaskSaga> newest)
    {
        var error = newest[0].LatestAttempt?.Error ?? new TaskError { Type = "", Message = "" };
        return new FailureDocument(
            fingerprint,
            count,
            error.Type,
            error.Message.Length <= MessageLength ? error.Message : error.Message[..MessageLength],
            [.. newest.Select(row => row.Name ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            newest[0].CorrelationId,
            newest[0].FinishedAt);
    }
}
