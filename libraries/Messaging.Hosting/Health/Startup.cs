using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Messaging.Hosting.Health;

/// <summary>Whether the process has ever been ready: from then on it has started, whatever becomes of what it depends on.</summary>
internal sealed class Startup(IHostApplicationLifetime lifetime)
{
    private static readonly HealthReport Done = new(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero);
    private static readonly HealthReportEntry NotStarted = new(
        HealthStatus.Unhealthy, "Not all parts of the process have started yet.", TimeSpan.Zero, null, null);

    private volatile bool _isDone;

    /// <summary>Whether it has.</summary>
    public bool IsDone => _isDone;

    /// <summary>What to tell who asks whether the process has started.</summary>
    /// <param name="ready">What readiness says now.</param>
    public HealthReport Note(HealthReport ready)
    {
        ArgumentNullException.ThrowIfNull(ready);
        var isStarted = lifetime.ApplicationStarted.IsCancellationRequested;
        _isDone |= isStarted && ready.Status != HealthStatus.Unhealthy;
        return _isDone
            ? Done
            : isStarted
            ? ready
            : new HealthReport(ready.Entries.Append(new("process", NotStarted)).ToDictionary(), ready.TotalDuration);
    }
}
