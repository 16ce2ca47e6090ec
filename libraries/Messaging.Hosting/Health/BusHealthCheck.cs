using System.Globalization;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Health;

/// <summary>Whether the bus is connected and its endpoints receive. Says so in place of MassTransit's own check, which puts the texts of exceptions, and with them addresses, into its description.</summary>
internal sealed class BusHealthCheck(IBusControl bus) : IHealthCheck
{
    private const int MostNamed = 10;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = bus.CheckHealth();
        var away = health.Endpoints.Values.Where(endpoint => endpoint.Status != BusHealthStatus.Healthy).Select(NameOf).Order(StringComparer.Ordinal).ToArray();
        return Task.FromResult(health.Status switch
        {
            BusHealthStatus.Healthy => HealthCheckResult.Healthy("The bus is connected to the broker."),
            BusHealthStatus.Degraded => HealthCheckResult.Degraded(Describe(away, health.Endpoints.Count)),
            _ => new HealthCheckResult(context.Registration.FailureStatus, Describe(away, health.Endpoints.Count)),
        });
    }

    private static string Describe(string[] away, int all) => away.Length == 0
        ? "The bus has not started, or has stopped."
        : string.Create(CultureInfo.InvariantCulture, $"{(away.Length == all ? "The broker cannot be reached" : "The broker refuses what endpoints ask of it, or has just come back")}: {away.Length} of {all} endpoints are not connected ({Names(away)}).");

    private static string Names(string[] away) => string.Join(", ", away.Take(MostNamed)) + (away.Length > MostNamed ? ", ..." : "");

    private static string NameOf(EndpointHealthResult endpoint) => endpoint.InputAddress.AbsolutePath[(endpoint.InputAddress.AbsolutePath.LastIndexOf('/') + 1)..];
}
