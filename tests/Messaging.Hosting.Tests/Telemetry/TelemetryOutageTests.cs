using System.Diagnostics;
using Messaging.TestSupport;
using Messaging.TestSupport.Otlp;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Messaging.Hosting.Tests.Telemetry;

[Collection(RunAlone.Name)]
public sealed class TelemetryOutageTests
{
    private const string Nobody = "http://127.0.0.1:1";

    // The limit is 5 seconds; what else a stop takes on a busy machine is not this test's concern.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(null, null)]
    [InlineData("OTEL_SERVICE_NAME", "alone")]
    [InlineData("OTEL_TRACES_EXPORTER", "none")]
    public async Task Nothing_asked_for_nothing_is_built_and_nothing_listens(string? name, string? value)
    {
        await using var host = await ObservedHost.Start(name is null ? [] : new Dictionary<string, string> { [name] = value! });

        host.IsListenedTo.ShouldBeFalse();
        host.Application.Services.GetService<TracerProvider>().ShouldBeNull();
        host.Application.Services.GetService<MeterProvider>().ShouldBeNull();
        await host.DoWork();
    }

    [Fact]
    public async Task Disabled_it_is_as_if_nothing_were_asked_for()
    {
        await using var receiver = await OtlpReceiver.Start();
        await using var host = await ObservedHost.Start(
            new Dictionary<string, string>(receiver.Variables("grpc")) { ["OTEL_SDK_DISABLED"] = "true" });

        await host.DoWork();
        await host.Stop();

        host.IsListenedTo.ShouldBeFalse();
        receiver.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task What_was_seen_last_is_sent_when_the_process_stops(string protocol)
    {
        await using var receiver = await OtlpReceiver.Start();
        await using var host = await ObservedHost.Start(
            new Dictionary<string, string>(receiver.Variables(protocol))
            {
                ["OTEL_BSP_SCHEDULE_DELAY"] = "600000",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "600000",
            });

        await host.DoWork();
        receiver.Requests.ShouldBeEmpty();
        await host.Stop();

        receiver.Spans.ShouldContain(span => span.Name == ObservedHost.SpanName);
        receiver.Metrics.ShouldContain(metric => metric.Name == ObservedHost.CounterName);
    }

    [Theory]
    [InlineData("grpc", false)]
    [InlineData("http/protobuf", false)]
    [InlineData("grpc", true)]
    [InlineData("http/protobuf", true)]
    public async Task A_process_stops_in_time_though_its_collector_is_away_or_hangs(string protocol, bool hangs)
    {
        await using var receiver = await OtlpReceiver.Start();
        receiver.Hangs = hangs;
        var variables = new Dictionary<string, string>(receiver.Variables(protocol))
        {
            ["OTEL_LOGS_EXPORTER"] = "otlp",
            ["OTEL_BSP_MAX_QUEUE_SIZE"] = "16",
            ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "8",
        };
        if (!hangs)
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = Nobody;
        }

        await using var host = await ObservedHost.Start(variables);
        for (var i = 0; i < 50; i++)
        {
            await host.DoWork();
        }

        var stopped = Stopwatch.StartNew();
        await host.Stop();
        await host.Application.DisposeAsync();

        stopped.Elapsed.ShouldBeLessThan(StopLimit);
    }

    [Fact]
    public async Task That_the_collector_is_away_is_logged_once_and_so_is_that_it_is_back()
    {
        await using var receiver = await OtlpReceiver.Start();
        receiver.Refuses = true;
        await using var host = await ObservedHost.Start(
            new Dictionary<string, string>(receiver.Variables("http/protobuf")) { ["OTEL_METRIC_EXPORT_INTERVAL"] = "100" });

        await Eventually.Is(() => receiver.Requests.Count > 3);
        await Eventually.Is(() => Away(host).Any());
        receiver.Refuses = false;
        await Eventually.Is(() => host.Logs.Lines.Any(line => line.StartsWith("Telemetry is exported again", StringComparison.Ordinal)));

        Away(host).ShouldHaveSingleItem().ShouldContain(receiver.HttpUrl);
    }

    private static IEnumerable<string> Away(ObservedHost host) =>
        host.Logs.Lines.Where(line => line.StartsWith("Telemetry cannot be exported", StringComparison.Ordinal));
}
