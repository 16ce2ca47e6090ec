using System.Globalization;
using MassTransit;
using MassTransit.Transports;
using Messaging.Hosting.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Messaging.Hosting.Health;

/// <summary>
/// Whether the broker can be reached and the bus receives from it. In place of MassTransit's own check, which puts the texts of exceptions,
/// and with them addresses, into its description;
/// which finds a bus without endpoints connected when it is not; and others degraded when they can do nothing at all.
/// </summary>
internal sealed class BusHealthCheck(IBusControl bus, IQueueDepths depths, BrokerAnswers answers) : IHealthCheck
{
    private const int MaxNamed = 10;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var worst = context.Registration.FailureStatus;
        try
        {
            await depths.Ready([], cancellationToken);
        }
        catch (BrokerUnavailableException)
        {
            return new HealthCheckResult(worst, (answers.IsLockedOut ? answers.Describe() : null) ?? "The broker cannot be reached.");
        }

        var endpoints = bus.CheckHealth().Endpoints.Values.Where(
            endpoint => endpoint.ReceiveEndpoint is not ReceiveEndpoint { IsBusEndpoint: true })
            .ToArray();
        var away = endpoints.Where(endpoint => endpoint.Status != BusHealthStatus.Healthy)
            .Select(NameOf)
            .Order(StringComparer.Ordinal)
            .ToArray();
        var refused = answers.Describe();
        return away.Length == 0
            && refused is null ? HealthCheckResult.Healthy("The broker can be reached, and all endpoints receive from it.")
            : away.Length == 0 ? new HealthCheckResult(HealthStatus.Degraded, refused)
            : new HealthCheckResult(
                away.Length == endpoints.Length ? worst : HealthStatus.Degraded, $"{Describe(away, endpoints.Length)} {refused}".TrimEnd());
    }

    private static string Describe(string[] away, int all) => string.Create(
        CultureInfo.InvariantCulture,
        $"{away.Length} of {all} endpoints do not receive from the broker, which can be reached: {string.Join(", ", away.Take(MaxNamed))}{(away.Length > MaxNamed ? ", ..." : "")}. They connect again within a minute, unless the broker refuses what they ask of it.");

    private static string NameOf(EndpointHealthResult endpoint) =>
        endpoint.InputAddress.AbsolutePath[(endpoint.InputAddress.AbsolutePath.LastIndexOf('/') + 1)..];
}
