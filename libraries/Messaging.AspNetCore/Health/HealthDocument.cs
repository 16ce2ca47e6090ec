using Messaging.Hosting.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.AspNetCore.Health;

/// <summary>What health endpoints answer with: the form that HealthChecks UI and its kin read.</summary>
/// <param name="Status">The worst of the checks.</param>
/// <param name="TotalDuration">How long all of them took.</param>
/// <param name="Entries">The checks by name.</param>
internal sealed record HealthDocument(HealthStatus Status, TimeSpan TotalDuration, IReadOnlyDictionary<string, HealthDocument.Entry> Entries)
{
    public static HealthDocument Of(HealthReport report, HealthHistory history) => new(
        report.Status,
        report.TotalDuration,
        report.Entries.ToDictionary(check => check.Key, check => Entry.Of(check.Value, history.SinceOf(check.Key))));

    /// <summary>What one check has found. Neither its exception nor data of its own, which may hold addresses and credentials: the endpoints are open to all.</summary>
    /// <param name="Data"><c>since</c>: when the check was first seen with this status.</param>
    /// <param name="Description">Why, in a sentence.</param>
    /// <param name="Duration">How long the check took.</param>
    /// <param name="Status">Its status.</param>
    /// <param name="Tags">What the check is for.</param>
    internal sealed record Entry(IReadOnlyDictionary<string, DateTimeOffset> Data, string? Description, TimeSpan Duration, HealthStatus Status, IEnumerable<string> Tags)
    {
        public static Entry Of(HealthReportEntry check, DateTimeOffset? since) => new(
            since is { } at ? new Dictionary<string, DateTimeOffset> { ["since"] = at } : [],
            check.Description,
            check.Duration,
            check.Status,
            check.Tags);
    }
}
