using System.Globalization;
using Messaging.Hosting.Loops;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Health;

/// <summary>
/// Unhealthy when a background loop has not completed a round for long, because its rounds fail or because one does not end.
/// </summary>
internal sealed class LoopHealthCheck(LoopMonitor monitor) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stalled = monitor.Loops.Where(loop => loop.IsStalled)
            .OrderBy(loop => loop.Name, StringComparer.Ordinal)
            .Select(Describe)
            .ToArray();
        return Task.FromResult(stalled.Length == 0
            ? HealthCheckResult.Healthy($"All {monitor.Loops.Count()} background loops complete their rounds.")
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join("; ", stalled) + "."));
    }

    private static string Describe(LoopState loop)
    {
        var cause = loop.Error is { } error ? $"its rounds fail with {error}, the log says more" : "its round under way does not end";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Loop {loop.Name} has completed no execution for {loop.Age.TotalSeconds:F0} s, since "
                + $"{loop.LastCompletedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}: {cause}");
    }
}
