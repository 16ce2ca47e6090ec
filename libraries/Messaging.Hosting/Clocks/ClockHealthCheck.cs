using Messaging.Lifecycle.Clocks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Clocks;

/// <summary>Whether the machine's clock agrees with the store's. Degraded at worst: everything that matters goes by the store's.</summary>
internal sealed class ClockHealthCheck(StoreClock clock) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(clock.Drift switch
        {
            null => HealthCheckResult.Degraded("The store has not told yet what time it is."),
            { } drift when ClockDrift.IsOff(drift) =>
                HealthCheckResult.Degraded(
                    $"The clock of this machine is {ClockDrift.Describe(drift)}. Tasks go by the store's; spans and exported logs show "
                        + $"the machine's."),
            _ => HealthCheckResult.Healthy("The clock of this machine agrees with the store's."),
        });
}
