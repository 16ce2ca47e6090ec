using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Worker.Consumers;

/// <summary>Unhealthy while a queue is not consumed and starting its endpoint anew has not helped.</summary>
internal sealed class ConsumingHealthCheck(ConsumeWatchdog watchdog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stuck = watchdog.Stuck;
        return Task.FromResult(stuck.Count == 0
            ? HealthCheckResult.Healthy("Every queue is consumed that has messages for this worker.")
            : new HealthCheckResult(
                context.Registration.FailureStatus,
                string.Join("; ", stuck.Select(queue => queue.Describe())) + ". Look at the queue in the broker, or restart this worker."));
    }
}
