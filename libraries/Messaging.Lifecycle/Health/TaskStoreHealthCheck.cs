using Messaging.Lifecycle.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Lifecycle.Health;

/// <summary>Unhealthy while the store does not answer.</summary>
public sealed class TaskStoreHealthCheck(TaskStore store) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.Ping(cancellationToken);
            return HealthCheckResult.Healthy("The task store answers.");
        }
        catch (TaskStoreUnavailableException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message);
        }
    }
}
