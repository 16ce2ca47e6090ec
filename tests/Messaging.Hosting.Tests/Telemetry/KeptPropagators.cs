using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Messaging.Hosting.Tests.Telemetry;

/// <summary>Restores what a host changes for the whole process.</summary>
internal sealed class KeptPropagators : IDisposable
{
    private readonly DistributedContextPropagator _platform = DistributedContextPropagator.Current;
    private readonly TextMapPropagator _sdk = Propagators.DefaultTextMapPropagator;

    public void Dispose()
    {
        DistributedContextPropagator.Current = _platform;
        Sdk.SetDefaultTextMapPropagator(_sdk);
    }
}
