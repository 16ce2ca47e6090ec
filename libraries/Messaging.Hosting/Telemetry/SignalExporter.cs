namespace Messaging.Hosting.Telemetry;

/// <summary>Where a signal goes.</summary>
internal enum SignalExporter
{
    /// <summary>Nowhere: it is not collected either.</summary>
    None,

    /// <summary>To a collector, over OTLP.</summary>
    Otlp,

    /// <summary>To the standard output.</summary>
    Console,
}
