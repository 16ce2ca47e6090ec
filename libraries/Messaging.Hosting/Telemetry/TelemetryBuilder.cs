using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace Messaging.Hosting.Telemetry;

/// <summary>Binds the SDK's providers to the services of the host, so that they live and end with it.</summary>
internal sealed class TelemetryBuilder(IServiceCollection services) : IOpenTelemetryBuilder
{
    /// <inheritdoc/>
    public IServiceCollection Services => services;
}
