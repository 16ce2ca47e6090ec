namespace Messaging.Hosting.Tests.Telemetry;

/// <summary>One at a time: listeners of traces and metrics belong to the process.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // xunit's word for it.
public sealed class TelemetryCollection
#pragma warning restore CA1711
{
    public const string Name = "Telemetry";
}
