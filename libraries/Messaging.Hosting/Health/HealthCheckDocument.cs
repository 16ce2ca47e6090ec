using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Health;

/// <summary>What one check has found.</summary>
/// <param name="Status"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>.</param>
/// <param name="Description">Why, in a sentence.</param>
/// <param name="Duration">How long the check took, such as <c>1.5ms</c>.</param>
/// <param name="Since">When it was first seen with this status.</param>
internal sealed record HealthCheckDocument(string Status, string? Description, string Duration, DateTimeOffset? Since)
{
    public static HealthCheckDocument Of(HealthReportEntry entry, DateTimeOffset? since) =>
        new(entry.Status.ToString(), entry.Description, string.Create(CultureInfo.InvariantCulture, $"{entry.Duration.TotalMilliseconds:0.#}ms"), since);
}
