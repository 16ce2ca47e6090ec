using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Health;

/// <summary>What health endpoints answer with.</summary>
/// <param name="Status"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>: the worst of the checks.</param>
/// <param name="Checks">The checks by name.</param>
internal sealed record HealthDocument(string Status, IReadOnlyDictionary<string, HealthCheckDocument> Checks)
{
    public static HealthDocument Of(HealthReport report, HealthHistory history) => new(
        report.Status.ToString(),
        report.Entries.ToDictionary(entry => entry.Key, entry => HealthCheckDocument.Of(entry.Value, history.SinceOf(entry.Key))));
}
