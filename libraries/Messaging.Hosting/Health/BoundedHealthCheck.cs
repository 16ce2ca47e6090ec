using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Messaging.Hosting.Health;

/// <summary>A check that answers in time whatever the one within does, and never tells more than a sentence.</summary>
internal sealed class BoundedHealthCheck(IHealthCheck check, TimeProvider clock, ILogger<BoundedHealthCheck> logger) : IHealthCheck
{
    /// <summary>Longest time for an answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var timeout = new CancellationTokenSource(Limit, clock);
        try
        {
            // On the pool: a check that blocks must not hold what bounds it.
            return await Task.Run(() => check.CheckHealthAsync(context, timeout.Token), CancellationToken.None).WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"No answer within {Limit.TotalSeconds:F0} s.");
        }
#pragma warning disable CA1031 // Whatever a check throws says that what it looks at is not well, and must not reach the caller.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.LogDebug(exception, "Health check {Check} failed", context.Registration.Name);
            return new HealthCheckResult(context.Registration.FailureStatus, $"The check itself failed with {exception.GetType().Name}.");
        }
    }
}
