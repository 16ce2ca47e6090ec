using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Messaging.Hosting.Telemetry;

/// <summary>Builds the providers when the host starts and empties them when it stops: last of all services, and for no longer than 5 seconds, whether the collector answers or not.</summary>
internal sealed class TelemetryLifetime(IServiceProvider services) : IHostedService
{
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private TracerProvider? _traces;
    private MeterProvider? _metrics;
    private LoggerProvider? _logs;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<ExportFailureLog>();
        _traces = services.GetService<TracerProvider>();
        _metrics = services.GetService<MeterProvider>();
        _logs = services.GetService<LoggerProvider>();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // At the same time, as each may use up the whole limit; disposed of later, they have nothing left to send.
        var limit = (int)FlushLimit.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => _traces?.Shutdown(limit), CancellationToken.None),
            Task.Run(() => _metrics?.Shutdown(limit), CancellationToken.None),
            Task.Run(() => _logs?.Shutdown(limit), CancellationToken.None));
    }
}
