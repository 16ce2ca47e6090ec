using Messaging.Lifecycle.Batching;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Lifecycle.Health;

/// <summary>Unhealthy when a flush does not end: whatever is appended after it waits.</summary>
public sealed class CoalescerHealthCheck(CoalescerMonitor monitor) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stalled = monitor.Coalescers.Where(coalescer => coalescer.IsStalled)
            .Select(
                coalescer => $"{coalescer.Name} has been flushing for {coalescer.FlushAge.TotalSeconds:F0} s, {coalescer.Depth} items wait")
                .ToArray();
        return Task.FromResult(stalled.Length == 0
            ? HealthCheckResult.Healthy("No flush has stalled.")
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join("; ", stalled)));
    }
}
