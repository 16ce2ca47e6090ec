using Messaging.Hosting.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.AspNetCore.Health;

/// <summary>
/// <c>/health/live</c>: the process answers and nothing in it hangs. <c>/health/ready</c>: it can do its work, with a reason per
/// dependency. <c>/health/startup</c>: it has been
/// ready once. 200, also when degraded, or 503.
/// </summary>
public static class HealthEndpoints
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps them, open to all.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").AllowAnonymous().ExcludeFromDescription();
        health.MapMethods(
            "/live",
            Methods,
            async (HttpResponse response, HealthReports reports, HealthHistory history) =>
                Answer(response, await reports.Get(HealthTags.Live), history));
        health.MapMethods("/ready", Methods, GetReady);
        health.MapMethods("/startup", Methods, GetStartup);
    }

    private static async Task<JsonHttpResult<HealthDocument>> GetReady(
        HttpResponse response, HealthReports reports, HealthHistory history, Startup startup)
    {
        var report = await reports.Get(HealthTags.Ready);
        startup.Note(report);
        return Answer(response, report, history);
    }

    private static async Task<JsonHttpResult<HealthDocument>> GetStartup(
        HttpResponse response, HealthReports reports, HealthHistory history, Startup startup) =>
        Answer(
            response,
            startup.Note(
                startup.IsDone
                    ? new HealthReport(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero)
                    : await reports.Get(HealthTags.Ready)),
            history);

    private static JsonHttpResult<HealthDocument> Answer(HttpResponse response, HealthReport report, HealthHistory history)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Json(
            HealthDocument.Of(report, history),
            statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}

/// <summary>What health endpoints answer with: the form that HealthChecks UI and its kin read.</summary>
/// <param name="Status">The worst of the checks.</param>
/// <param name="TotalDuration">How long all of them took.</param>
/// <param name="Entries">The checks by name.</param>
internal sealed record HealthDocument(
    HealthStatus Status, TimeSpan TotalDuration, IReadOnlyDictionary<string, HealthDocument.Entry> Entries)
{
    public static HealthDocument Of(HealthReport report, HealthHistory history) => new(
        report.Status,
        report.TotalDuration,
        report.Entries.ToDictionary(check => check.Key, check => Entry.Of(check.Value, history.SinceOf(check.Key))));

    /// <summary>
    /// What one check has found. Neither its exception nor data of its own, which may hold addresses and credentials: the endpoints are
    /// open to all.
    /// </summary>
    /// <param name="Data"><c>since</c>: when the check was first seen with this status.</param>
    /// <param name="Description">Why, in a sentence.</param>
    /// <param name="Duration">How long the check took.</param>
    /// <param name="Status">Its status.</param>
    /// <param name="Tags">What the check is for.</param>
    internal sealed record Entry(
        IReadOnlyDictionary<string, DateTimeOffset> Data,
        string? Description,
        TimeSpan Duration,
        HealthStatus Status,
        IEnumerable<string> Tags)
    {
        public static Entry Of(HealthReportEntry check, DateTimeOffset? since) => new(
            since is { } at ? new Dictionary<string, DateTimeOffset> { ["since"] = at } : [],
            check.Description,
            check.Duration,
            check.Status,
            check.Tags);
    }
}
