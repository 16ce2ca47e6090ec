using OpenTelemetry.Exporter;

namespace Messaging.Hosting.Telemetry;

/// <summary>
/// Where one signal goes, and what its own variables say where they differ from the general ones. The SDK reads the variables of one signal
/// only together with
/// <c>UseOtlpExporter</c>, which exports all three signals whether they are asked for or not.
/// </summary>
/// <param name="Exporter">Where it goes.</param>
/// <param name="Endpoint">Its own endpoint, taken as it is.</param>
/// <param name="Protocol">Its own protocol.</param>
/// <param name="Headers">Its own headers.</param>
/// <param name="Timeout">Its own bound of one export, in milliseconds.</param>
/// <param name="Compression">Its own compression.</param>
internal sealed record SignalSettings(
    SignalExporter Exporter, Uri? Endpoint, OtlpExportProtocol? Protocol, string? Headers, int? Timeout, OtlpExportCompression? Compression)
{
    /// <summary>Whether the signal is collected at all.</summary>
    public bool IsOn => Exporter != SignalExporter.None;

    /// <summary>Puts what this signal has of its own over what the SDK has read from the general variables.</summary>
    public void Apply(OtlpExporterOptions options)
    {
        // Only when there is one: an endpoint that is set is taken as it is, without the path of the signal.
        if (Endpoint is not null)
        {
            options.Endpoint = Endpoint;
        }

        options.Protocol = Protocol ?? options.Protocol;
        options.Headers = Headers ?? options.Headers;
        options.TimeoutMilliseconds = Timeout ?? options.TimeoutMilliseconds;
        options.Compression = Compression ?? options.Compression;
    }
}
