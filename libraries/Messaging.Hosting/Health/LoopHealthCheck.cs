using Messaging.Hosting.Loops;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Health;

/// <summary>Unhealthy when a background loop has not completed a round for long.</summary>
internal sealed class LoopHealthCheck(LoopMonitor monitor) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stalled = monitor.Loops.Where(loop => loop.IsStalled).Select(loop => $"{loop.Name} has stalled for {loop.Age.TotalSeconds:F0} s").ToArray();
        return Task.FromResult(stalled.Length == 0
            ? HealthCheckResult.Healthy($"{monitor.Loops.Count()} loops")
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join("; ", stalled)));
    }
}
