using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Messaging.Hosting.Telemetry;

/// <summary>
/// Empties the providers when the host stops: last of all services, and for no longer than 5 seconds. The SDK empties one after another
/// when the container
/// is disposed of, and waits 5 seconds for each, which together is longer than a process may have left.
/// </summary>
internal sealed class TelemetryLifetime : IHostedService
{
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private readonly IServiceProvider _services;

    /// <summary>Makes it, and lets failures be heard from before the SDK's own service builds the first provider.</summary>
    public TelemetryLifetime(IServiceProvider services)
    {
        _services = services;
        services.GetRequiredService<ExportFailureLog>();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // At the same time, as each may use up the whole limit; disposed of later, they have nothing left to send.
        var limit = (int)FlushLimit.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => _services.GetService<TracerProvider>()?.Shutdown(limit), CancellationToken.None),
            Task.Run(() => _services.GetService<MeterProvider>()?.Shutdown(limit), CancellationToken.None),
            Task.Run(() => _services.GetService<LoggerProvider>()?.Shutdown(limit), CancellationToken.None));
    }
}
