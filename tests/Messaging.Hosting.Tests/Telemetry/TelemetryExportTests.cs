using System.Diagnostics;
using Messaging.TestSupport;
using Messaging.TestSupport.Otlp;

namespace Messaging.Hosting.Tests.Telemetry;

[Collection(RunAlone.Name)]
public sealed class TelemetryExportTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.Start();

    public async ValueTask DisposeAsync() => await _receiver.DisposeAsync();

    [Theory]
    [InlineData("grpc", "none")]
    [InlineData("http/protobuf", "none")]
    [InlineData("grpc", "gzip")]
    [InlineData("http/protobuf", "gzip")]
    public async Task Traces_metrics_and_logs_arrive(string protocol, string compression)
    {
        await using var host = await ObservedHost.Start(
            new Dictionary<string, string>(_receiver.Variables(protocol))
            {
                ["OTEL_LOGS_EXPORTER"] = "otlp",
                ["OTEL_EXPORTER_OTLP_COMPRESSION"] = compression,
            });

        await host.DoWork();

        var work = await _receiver.WaitForSpan(span => span.Name == ObservedHost.SpanName);
        work.ScopeName.ShouldBe("Messaging");
        var trace = await _receiver.WaitForTrace(work.TraceId, tree => tree.Spans.Any(span => span.Kind == ActivityKind.Server));
        var request = trace.Parent(work).ShouldNotBeNull(trace.ToString());
        request.Kind.ShouldBe(ActivityKind.Server);
        request.Name.ShouldBe("GET /work");
        request.Attributes["url.path"].ShouldBe("/work");
        request.Attributes["http.response.status_code"].ShouldBe(200L);
        var metric = await _receiver.WaitForMetric(metric => metric.Name == ObservedHost.CounterName);
        (metric.Kind, metric.Unit, metric.Points.ShouldHaveSingleItem().Value).ShouldBe(("sum", "{piece}", 1));
        var log = await _receiver.WaitForLog(log => log.Body == "Worked on a piece");
        (log.TraceId, log.SpanId).ShouldBe((work.TraceId, work.SpanId));
        log.Attributes["Piece"].ShouldBe("a piece");
    }

    [Fact]
    public async Task Every_signal_tells_which_process_it_comes_from()
    {
        await using var host = await ObservedHost.Start(
            new Dictionary<string, string>(_receiver.Variables("grpc")) { ["OTEL_LOGS_EXPORTER"] = "otlp" });

        await host.DoWork();

        var resources = new[]
        {
            (await _receiver.WaitForSpan(span => span.Name == ObservedHost.SpanName)).ResourceAttributes,
            (await _receiver.WaitForMetric(metric => metric.Name == ObservedHost.CounterName)).ResourceAttributes,
            (await _receiver.WaitForLog(log => log.Body == "Worked on a piece")).ResourceAttributes,
        };
        foreach (var resource in resources)
        {
            resource["deployment.environment.name"].ShouldBe("production");
            resource["service.name"].ShouldBe("observed");
            resource["service.namespace"].ShouldBe("messaging");
            $"{resource["service.version"]}".ShouldMatch(@"^\d+\.\d+\.\d+");
            Guid.TryParse($"{resource["service.instance.id"]}", out _).ShouldBeTrue();
            resource["host.name"].ShouldBe(Environment.MachineName);
            resource["process.pid"].ShouldBe((long)Environment.ProcessId);
        }
    }

    [Fact]
    public async Task The_standard_variables_win_over_our_names()
    {
        await using var host = await ObservedHost.Start(new Dictionary<string, string>(_receiver.Variables("http/protobuf"))
        {
            ["OTEL_SERVICE_NAME"] = "orders-worker",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.namespace=orders,deployment.environment.name=staging",
        });

        await host.DoWork();

        var resource = (await _receiver.WaitForSpan(span => span.Name == ObservedHost.SpanName)).ResourceAttributes;
        resource["service.name"].ShouldBe("orders-worker");
        resource["service.namespace"].ShouldBe("orders");
        resource["deployment.environment.name"].ShouldBe("staging");
    }

    [Fact]
    public async Task A_signal_may_go_to_a_collector_of_its_own_by_a_protocol_of_its_own()
    {
        await using var other = await OtlpReceiver.Start();
        await using var host = await ObservedHost.Start(new Dictionary<string, string>(_receiver.Variables("grpc"))
        {
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-team=all",
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = $"{other.HttpUrl}/v1/traces",
            ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_TRACES_HEADERS"] = "x-team=traces",
        });

        await host.DoWork();

        await other.WaitForSpan(span => span.Name == ObservedHost.SpanName);
        await _receiver.WaitForMetric(metric => metric.Name == ObservedHost.CounterName);
        other.Metrics.ShouldBeEmpty();
        _receiver.Spans.ShouldBeEmpty();
        other.Requests.First().Headers["x-team"].ShouldBe("traces");
        _receiver.Requests.First().Headers["x-team"].ShouldBe("all");
    }

    [Fact]
    public async Task A_collector_does_not_get_logs_that_were_not_asked_for_nor_signals_that_were_refused()
    {
        await using var host = await ObservedHost.Start(
            new Dictionary<string, string>(_receiver.Variables("grpc")) { ["OTEL_TRACES_EXPORTER"] = "none" });

        await host.DoWork();
        await host.Stop();

        _receiver.Metrics.ShouldContain(metric => metric.Name == ObservedHost.CounterName);
        _receiver.Logs.ShouldBeEmpty();
        _receiver.Spans.ShouldBeEmpty();
    }

    [Fact]
    public async Task Health_probes_make_no_spans()
    {
        await using var host = await ObservedHost.Start(_receiver.Variables("grpc"));
        using var client = host.Http;

        (await client.GetStringAsync(new Uri("/health/live", UriKind.Relative))).ShouldContain("Healthy");
        (await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative))).ShouldContain("Healthy");
        await client.GetStringAsync(new Uri("/healthy", UriKind.Relative));
        await host.DoWork();
        await host.Stop();

        var answered = _receiver.Spans.Where(span => span.Kind == ActivityKind.Server);
        answered.Select(span => span.Attributes["url.path"]).ShouldBe(["/healthy", "/work"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_request_makes_one_span_where_it_is_sent_and_one_where_it_is_answered()
    {
        await using var host = await ObservedHost.Start(_receiver.Variables("grpc"));
        using var client = host.Http;

        (await client.GetStringAsync(new Uri("/relay", UriKind.Relative))).ShouldContain("traceparent");
        await host.Stop();

        _receiver.Spans.Select(span => (span.Name, span.Kind)).ShouldBe(
            [("GET /relay", ActivityKind.Server), ("GET", ActivityKind.Client), ("GET /headers", ActivityKind.Server)], ignoreOrder: true);
        var trace = _receiver.Trace(_receiver.Spans.First().TraceId);
        var call = trace.Only("GET");
        (trace.Parent(call)?.Name, trace.Children(call).ShouldHaveSingleItem(trace.ToString()).Name)
            .ShouldBe(("GET /relay", "GET /headers"));
        call.Attributes["http.response.status_code"].ShouldBe(200L);
    }

    [Fact]
    public async Task Nothing_is_told_to_nor_believed_of_others_when_that_is_asked_for()
    {
        var caller = ActivityTraceId.CreateRandom().ToString();
        using var _ = new KeptPropagators();
        await using var host = await ObservedHost.Start(
            new Dictionary<string, string>(_receiver.Variables("grpc")) { ["OTEL_PROPAGATORS"] = "none" });
        using var client = host.Http;
        client.DefaultRequestHeaders.Add("traceparent", $"00-{caller}-{ActivitySpanId.CreateRandom()}-01");
        client.DefaultRequestHeaders.Add("baggage", "tenant=7");

        var headers = await client.GetStringAsync(new Uri("/relay", UriKind.Relative));
        await host.Stop();

        headers.ShouldNotContain("traceparent");
        headers.ShouldNotContain("baggage");
        _receiver.Spans.Where(span => span.Kind == ActivityKind.Server)
            .Select(span => span.Name)
            .ShouldBe(["GET /relay", "GET /headers"], ignoreOrder: true);
        _receiver.Spans.ShouldNotContain(span => span.TraceId == caller);
    }

    [Theory]
    [InlineData("Messaging", ObservedHost.CounterName)]
    [InlineData("Microsoft.AspNetCore.Hosting", "http.server.request.duration")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", "kestrel.connection.duration")]
    [InlineData("System.Net.Http", "http.client.request.duration")]
    [InlineData("System.Runtime", "dotnet.gc.collections")]
    public async Task Metrics_tell_of_requests_both_ways_and_of_the_runtime(string meter, string name)
    {
        await using var host = await ObservedHost.Start(_receiver.Variables("grpc"));
        using var client = host.Http;

        await client.GetStringAsync(new Uri("/relay", UriKind.Relative));
        await host.DoWork();
        await host.Stop();

        _receiver.Metrics.Where(metric => metric.Name == name).Select(metric => metric.ScopeName).Distinct().ShouldBe([meter]);
    }

    [Fact]
    public async Task What_is_right_but_for_its_case_and_blanks_means_the_same()
    {
        await using var host = await ObservedHost.Start(new Dictionary<string, string>(_receiver.Variables("http/protobuf"))
        {
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = " HTTP/Protobuf ",
            ["OTEL_TRACES_SAMPLER"] = " Parentbased_Always_Off",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = " 100 ",
        });

        await host.DoWork();
        await _receiver.WaitForMetric(metric => metric.Name == ObservedHost.CounterName);
        await host.Stop();

        _receiver.Spans.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_is_named_after_its_route_and_marked_when_it_failed()
    {
        await using var host = await ObservedHost.Start(_receiver.Variables("grpc"));
        using var client = host.Http;

        using var missing = await client.GetAsync(new Uri("/nothing/here", UriKind.Relative));
        using var broken = await client.GetAsync(new Uri("/broken/7", UriKind.Relative));

        var lost = await _receiver.WaitForSpan(span => Equals(span.Attributes.GetValueOrDefault("url.path"), "/nothing/here"));
        (lost.Name, lost.Status).ShouldBe(("GET", ActivityStatusCode.Unset));
        var failed = await _receiver.WaitForSpan(span => Equals(span.Attributes.GetValueOrDefault("url.path"), "/broken/7"));
        (failed.Name, failed.Status, failed.Attributes["http.route"])
            .ShouldBe(("GET /broken/{id}", ActivityStatusCode.Error, "/broken/{id}"));
    }

    [Theory]
    [InlineData("", "", null, 1)]
    [InlineData("", "", "00", 0)]
    [InlineData("always_on", "", "00", 1)]
    [InlineData("always_off", "", "01", 0)]
    [InlineData("traceidratio", "0", "01", 0)]
    [InlineData("traceidratio", "", "00", 1)]
    [InlineData("parentbased_always_off", "", null, 0)]
    [InlineData("parentbased_always_off", "", "01", 1)]
    [InlineData("parentbased_always_on", "", "00", 0)]
    [InlineData("parentbased_traceidratio", "0", null, 0)]
    [InlineData("parentbased_traceidratio", "0", "01", 1)]
    [InlineData("parentbased_traceidratio", "", null, 1)]
    public async Task A_trace_is_kept_or_not_as_the_caller_decided_or_else_by_the_sampler(
        string sampler, string share, string? flags, int expected)
    {
        await using var host = await ObservedHost.Start(
            new Dictionary<string, string>(_receiver.Variables("grpc"))
            {
                ["OTEL_TRACES_SAMPLER"] = sampler,
                ["OTEL_TRACES_SAMPLER_ARG"] = share,
            });
        var (trace, caller) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());

        await host.DoWork(flags is null ? null : $"00-{trace}-{caller}-{flags}");
        await host.Stop();

        var spans = _receiver.Spans.Where(span => span.Name == "GET /work").ToArray();
        spans.Length.ShouldBe(expected);
        spans.ShouldAllBe(span => flags == null || (span.TraceId == trace.ToString() && span.ParentSpanId == caller.ToString()));
    }

    [Fact]
    public async Task Further_sources_are_exported_when_they_are_named()
    {
        await using var host = await ObservedHost.Start(
            new Dictionary<string, string>(_receiver.Variables("grpc"))
            {
                ["Telemetry__AdditionalSources__0"] = ObservedHost.AdditionalSource,
            });

        await host.DoWork();

        await _receiver.WaitForSpan(span => span.Name == "do more" && span.ScopeName == ObservedHost.AdditionalSource);
    }
}
