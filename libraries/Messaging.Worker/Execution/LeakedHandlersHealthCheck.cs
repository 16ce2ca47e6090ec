using Messaging.Tasks.Running;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Execution;

/// <summary>
/// Unhealthy when more handlers than <see cref="WorkerOptions.MaxLeakedHandlers"/> have ignored their token and still run: they take what
/// the worker's slots no longer show.
/// </summary>
internal sealed class LeakedHandlersHealthCheck(TaskRunner runner, IOptions<WorkerOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var leaked = runner.LeakedHandlers;
        return Task.FromResult(leaked <= options.Value.MaxLeakedHandlers
            ? HealthCheckResult.Healthy($"{leaked} handlers were left behind and still run.")
            : new HealthCheckResult(
                context.Registration.FailureStatus,
                $"{leaked} handlers ignored their cancellation token and still run, more than {options.Value.MaxLeakedHandlers}: "
                    + $"restart this worker."));
    }
}
