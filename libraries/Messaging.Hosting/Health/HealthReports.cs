using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Health;

/// <summary>Runs the checks of a tag. Probes that come while a run is under way share its report.</summary>
internal sealed class HealthReports(HealthCheckService checks, HealthHistory history)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<HealthReport>> _latest = new(StringComparer.Ordinal);

    /// <summary>What the checks with this tag say now.</summary>
    public Task<HealthReport> Get(string tag)
    {
        lock (_lock)
        {
            if (!_latest.TryGetValue(tag, out var run) || run.IsCompleted)
            {
                // Apart from the request that happens to come first: what is logged is not about it.
                using var apart = ExecutionContext.SuppressFlow();
                _latest[tag] = run = Task.Run(() => Run(tag));
            }

            return run;
        }
    }

    private async Task<HealthReport> Run(string tag)
    {
        // Not by the token of a probe: another may wait for the same run.
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(tag), CancellationToken.None);
        history.Note(report);
        return report;
    }
}
