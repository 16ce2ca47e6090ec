using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Messaging.Hosting.Health;

/// <summary>
/// Since when each check has had the status it has, as far as probes have seen. Logs changes, and nothing while there is none: probes come
/// every second.
/// </summary>
internal sealed class HealthHistory(TimeProvider clock, ILogger<HealthHistory> logger)
{
    private readonly ConcurrentDictionary<string, (HealthStatus Status, DateTimeOffset Since)> _checks = new(StringComparer.Ordinal);

    /// <summary>When the check was first seen with the status it has now.</summary>
    public DateTimeOffset? SinceOf(string check) => _checks.TryGetValue(check, out var seen) ? seen.Since : null;

    /// <summary>Notes what a run of the checks has found.</summary>
    public void Note(HealthReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var (check, entry) in report.Entries)
        {
            var isKnown = _checks.TryGetValue(check, out var seen);
            if (isKnown && seen.Status == entry.Status)
            {
                continue;
            }

            _checks[check] = (entry.Status, clock.GetUtcNow());
            if (entry.Status != HealthStatus.Healthy)
            {
                logger.LogWarning("Health check {Check} is {Status}: {Reason}", check, entry.Status, entry.Description);
            }
            else if (isKnown)
            {
                logger.LogInformation("Health check {Check} is healthy again", check);
            }
        }
    }
}
