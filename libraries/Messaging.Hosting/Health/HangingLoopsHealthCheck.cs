using System.Globalization;
using Messaging.Hosting.Loops;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Health;

/// <summary>
/// Unhealthy when a round of a background loop does not end: only a restart of the process helps then. A loop whose rounds fail does not
/// count, since it goes on by itself.
/// </summary>
internal sealed class HangingLoopsHealthCheck(LoopMonitor monitor) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var hanging = monitor.Loops.Where(loop => loop.IsHanging).OrderBy(loop => loop.Name, StringComparer.Ordinal)
            .Select(loop =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"An execution of loop {loop.Name} has not ended for {loop.ExecutionAge.TotalSeconds:F0} s"))
                .ToArray();
        return Task.FromResult(hanging.Length == 0
            ? HealthCheckResult.Healthy("No background loop hangs.")
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join("; ", hanging) + ": restart this process."));
    }
}
