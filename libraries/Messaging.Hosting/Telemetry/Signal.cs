using OpenTelemetry.Exporter;

namespace Messaging.Hosting.Telemetry;

/// <summary>Which variables a signal has.</summary>
/// <param name="Name">As in <c>OTEL_TRACES_EXPORTER</c>.</param>
/// <param name="FollowsGeneralEndpoint">Whether it is on as soon as there is a collector. Logs are not: they are on the console
/// already.</param>
internal sealed record Signal(string Name, bool FollowsGeneralEndpoint)
{
    public const string GeneralEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static Signal Traces { get; } = new("TRACES", true);

    public static Signal Metrics { get; } = new("METRICS", true);

    public static Signal Logs { get; } = new("LOGS", false);

    /// <summary>Reads where the signal goes.</summary>
    public SignalSettings Read(StandardVariables variables)
    {
        var endpoint = variables.Address($"OTEL_EXPORTER_OTLP_{Name}_ENDPOINT");
        var exporter = variables.Choice(
            $"OTEL_{Name}_EXPORTER", ("otlp", SignalExporter.Otlp), ("none", SignalExporter.None), ("console", SignalExporter.Console));
        var hasCollector = endpoint is not null || (FollowsGeneralEndpoint && variables.IsSet(GeneralEndpoint));
        return new SignalSettings(
            exporter ?? (hasCollector ? SignalExporter.Otlp : SignalExporter.None),
            endpoint,
            Protocol(variables, $"OTEL_EXPORTER_OTLP_{Name}_PROTOCOL"),
            variables.Pairs($"OTEL_EXPORTER_OTLP_{Name}_HEADERS"),
            Timeout(variables, $"OTEL_EXPORTER_OTLP_{Name}_TIMEOUT"),
            Compression(variables, $"OTEL_EXPORTER_OTLP_{Name}_COMPRESSION"));
    }

    /// <summary>
    /// Checks the variables that hold for all signals. The SDK reads them itself, and ignores what it does not understand.
    /// </summary>
    public static void CheckGeneral(StandardVariables variables)
    {
        variables.Address(GeneralEndpoint);
        Protocol(variables, "OTEL_EXPORTER_OTLP_PROTOCOL");
        variables.Pairs("OTEL_EXPORTER_OTLP_HEADERS");
        Timeout(variables, "OTEL_EXPORTER_OTLP_TIMEOUT");
        Compression(variables, "OTEL_EXPORTER_OTLP_COMPRESSION");
    }

    private static OtlpExportProtocol? Protocol(StandardVariables variables, string name) =>
        variables.Choice(name, ("grpc", OtlpExportProtocol.Grpc), ("http/protobuf", OtlpExportProtocol.HttpProtobuf));

    private static OtlpExportCompression? Compression(StandardVariables variables, string name) =>
        variables.Choice(name, ("none", OtlpExportCompression.None), ("gzip", OtlpExportCompression.GZip));

    private static int? Timeout(StandardVariables variables, string name) => variables.Number(name, 1, 300_000);
}
