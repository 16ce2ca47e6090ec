using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Health;

/// <summary>
/// <c>/health/live</c>: the process answers and nothing in it hangs. <c>/health/ready</c>: it can do its work, with a reason per dependency. <c>/health/startup</c>: it has been
/// ready once. 200, also when degraded, or 503.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>Tag of checks that readiness depends on.</summary>
    public const string Ready = "ready";

    /// <summary>Tag of checks that liveness depends on: what only a restart of the process repairs, never a dependency.</summary>
    public const string Live = "live";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps them, without authentication.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/health/live", Methods, async (HealthReports reports, HealthHistory history) => Answer(await reports.Get(Live), history)).ExcludeFromDescription();
        routes.MapMethods("/health/ready", Methods, GetReady).ExcludeFromDescription();
        routes.MapMethods("/health/startup", Methods, GetStartup).ExcludeFromDescription();
    }

    private static async Task<IResult> GetReady(HealthReports reports, HealthHistory history, Startup startup)
    {
        var report = await reports.Get(Ready);
        startup.Note(report);
        return Answer(report, history);
    }

    private static async Task<IResult> GetStartup(HealthReports reports, HealthHistory history, Startup startup) =>
        Answer(startup.Note(startup.IsDone ? new HealthReport(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero) : await reports.Get(Ready)), history);

    private static HealthAnswer Answer(HealthReport report, HealthHistory history) => new(HealthDocument.Of(report, history), report.Status == HealthStatus.Unhealthy);
}
