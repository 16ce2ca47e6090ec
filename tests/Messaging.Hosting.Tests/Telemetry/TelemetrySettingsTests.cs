using Messaging.Hosting.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;

namespace Messaging.Hosting.Tests.Telemetry;

public sealed class TelemetrySettingsTests
{
    [Theory]
    [InlineData("OTEL_TRACES_EXPORTER", "zipkin", "OTEL_TRACES_EXPORTER is 'zipkin' and must be one of otlp, none, console.")]
    [InlineData("OTEL_METRICS_EXPORTER", "prometheus", "OTEL_METRICS_EXPORTER is 'prometheus' and must be one of otlp, none, console.")]
    [InlineData("OTEL_LOGS_EXPORTER", "otlp,console", "OTEL_LOGS_EXPORTER is 'otlp,console' and must be one of otlp, none, console.")]
    [InlineData("OTEL_SDK_DISABLED", "yes", "OTEL_SDK_DISABLED is 'yes' and must be one of true, false.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317' and must be an address such as http://127.0.0.1:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "/v1/metrics", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is '/v1/metrics' and must be an address such as http://127.0.0.1:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json' and must be one of grpc, http/protobuf.")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd", "OTEL_EXPORTER_OTLP_COMPRESSION is 'zstd' and must be one of none, gzip.")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "OTEL_EXPORTER_OTLP_TIMEOUT is '10s' and must be a whole number from 1 to 300000.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a secret", "OTEL_EXPORTER_OTLP_HEADERS is not a list such as name=value,name=value.")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "staging", "OTEL_RESOURCE_ATTRIBUTES is not a list such as name=value,name=value.")]
    [InlineData("OTEL_TRACES_SAMPLER", "jaeger_remote", "OTEL_TRACES_SAMPLER is 'jaeger_remote' and must be one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio.")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "-1", "OTEL_METRIC_EXPORT_INTERVAL is '-1' and must be a whole number from 100 to 3600000.")]
    [InlineData("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4096", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE is '4096' and must be no more than OTEL_BSP_MAX_QUEUE_SIZE, which is 2048.")]
    [InlineData("OTEL_BLRP_SCHEDULE_DELAY", "soon", "OTEL_BLRP_SCHEDULE_DELAY is 'soon' and must be a whole number from 1 to 3600000.")]
    [InlineData("OTEL_PROPAGATORS", "b3,tracecontext", "OTEL_PROPAGATORS is 'b3,tracecontext' and must be tracecontext, baggage, both with a comma between, or none.")]
    public void A_bad_value_is_refused_with_a_sentence(string name, string value, string sentence) =>
        Should.Throw<OptionsValidationException>(() => Read((name, value))).Failures.ShouldBe([sentence]);

    [Fact]
    public void A_share_that_is_none_is_refused_where_the_sampler_needs_one()
    {
        Should.Throw<OptionsValidationException>(
            () => Read(("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "2"))).Failures
            .ShouldBe(["OTEL_TRACES_SAMPLER_ARG is '2' and must be a number from 0 to 1."]);
        Read(("OTEL_TRACES_SAMPLER", "always_on"), ("OTEL_TRACES_SAMPLER_ARG", "endpoint=http://localhost")).ShouldBeNull();
    }

    [Fact]
    public void All_bad_values_are_told_at_once() =>
        Should.Throw<OptionsValidationException>(
            () => Read(("OTEL_TRACES_EXPORTER", "zipkin"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "never"))).Failures.Count()
            .ShouldBe(2);

    [Fact]
    public void An_empty_value_is_one_that_is_not_set() =>
        Read(("OTEL_TRACES_EXPORTER", ""), ("OTEL_EXPORTER_OTLP_ENDPOINT", " "), ("OTEL_SDK_DISABLED", "")).ShouldBeNull();

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317", true, true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:4317", true, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://127.0.0.1:4317", false, true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://127.0.0.1:4317", false, false, true)]
    [InlineData("OTEL_TRACES_EXPORTER", "OTLP", true, false, false)]
    [InlineData("OTEL_LOGS_EXPORTER", "console", false, false, true)]
    public void A_signal_is_on_when_it_is_asked_for_or_has_a_collector(string name, string value, bool traces, bool metrics, bool logs)
    {
        var settings = Read((name, value)).ShouldNotBeNull();

        (settings.Traces.IsOn, settings.Metrics.IsOn, settings.Logs.IsOn).ShouldBe((traces, metrics, logs));
    }

    [Fact]
    public void What_a_signal_says_of_its_own_goes_over_the_general()
    {
        var options = new OtlpExporterOptions
        {
            Endpoint = new Uri("http://general:4317"),
            Headers = "a=1",
            TimeoutMilliseconds = 1_000,
            Protocol = OtlpExportProtocol.Grpc,
        };

        Read(
            ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://logs:4318/in"),
            ("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "2000"),
            ("OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "gzip"))!.Logs.Apply(options);

        options.Endpoint.ShouldBe(new Uri("http://logs:4318/in"));
        (options.TimeoutMilliseconds, options.Compression).ShouldBe((2_000, OtlpExportCompression.GZip));
        (options.Headers, options.Protocol).ShouldBe(("a=1", OtlpExportProtocol.Grpc));
    }

    private static TelemetrySettings? Read(params (string Name, string? Value)[] variables) =>
        TelemetrySettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)))
                .Build());
}
