using System.Diagnostics;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport.Otlp;

namespace Messaging.EndToEnd.Tests;

[Collection(OutageCollection.Name)]
public sealed class TracingTests(OwnServers servers)
{
    private const string Request = "POST /api/v1/tasks";
    private const string Send = "send tasks.default";
    private const string Process = "process tasks.default";
    private const string Track = "process task-events";

    private static readonly string[] Services = ["producer", "worker", "status-query"];

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_task_is_one_trace_from_the_callers_request_to_the_commit_of_its_end(string protocol)
    {
        await using var system = await ObservedSystem.Start(servers, protocol);
        var (caller, callerSpan) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());

        var id = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2 } }, $"00-{caller}-{callerSpan}-01");
        var ended = await system.Tasks.WaitForState(id, "Succeeded");
        var trace = await system.WaitForTrace(caller, tree => HasEnded(tree, "Succeeded") && tree.Roots.Count() == 1);

        ended.Json.GetProperty("traceId").GetString().ShouldBe(caller);
        var request = trace.Roots.ShouldHaveSingleItem(trace.ToString());
        (request.Name, request.Service, request.Kind, request.ParentSpanId)
            .ShouldBe((Request, "producer", ActivityKind.Server, callerSpan));
        var create = trace.Only("create tasks.default");
        trace.Parent(create).ShouldBe(request);
        var send = trace.Only(Send);
        trace.Ancestors(send).ShouldContain(create, trace.ToString());
        send.Kind.ShouldBe(ActivityKind.Producer);
        var process = trace.Only(Process);
        (process.Service, process.Kind, trace.Parent(process)).ShouldBe(("worker", ActivityKind.Consumer, send));
        trace.Parent(trace.Only("run math.add")).ShouldBe(process);
        trace.Named(Track, "status-query").ShouldAllBe(track => trace.Parent(track) == process);
        trace.Spans.Where(span => span.Attributes.ContainsKey("task.id"))
            .ShouldAllBe(span => Equals(span.Attributes["task.id"], id.ToString()));
        trace.Spans.Select(span => span.Service).Distinct().ShouldBe(Services, ignoreOrder: true);
        foreach (var service in Services)
        {
            trace.Spans.ShouldContain(
                span => span.Service == service && Equals(span.Attributes.GetValueOrDefault("db.system.name"), "redis"), trace.ToString());
        }

        await TellWhoTheyAre(system);
    }

    [Fact]
    public async Task A_retry_shows_its_wait_and_points_to_the_attempt_before()
    {
        await using var target = await TargetServer.Start();
        await using var system = await ObservedSystem.Start(servers, "grpc", ("Tasks__Http__AllowPrivateNetworks", "true"));

        var id = await system.Tasks.Submit(
            new
            {
                name = "http.request",
                args = new { url = $"{target.Url}/broken" },
                retry = new { maxAttempts = 2, baseDelay = "50ms" },
            });
        var traceId = (await system.Tasks.WaitForState(id, "Failed")).Json.GetProperty("traceId").GetString()!;
        var trace = await system.WaitForTrace(traceId, tree => HasEnded(tree, "Failed") && !tree.Orphans.Any());

        var attempts = trace.Named(Process).ToArray();
        attempts.Select(attempt => attempt.Attributes["task.attempt"]).ShouldBe([1L, 2L], trace.ToString());
        trace.LinkedFrom(attempts[1]).ShouldContain(attempts[0], trace.ToString());
        var wait = trace.Only("wait retry", "producer");
        wait.Start.ShouldBeGreaterThanOrEqualTo(attempts[0].Start);
        wait.End.ShouldBeLessThanOrEqualTo(attempts[1].End);
        attempts.ShouldAllBe(
            attempt => trace.Children(attempt).Single(span => span.Name == "run http.request").Status == ActivityStatusCode.Error);
        foreach (var attempt in attempts)
        {
            trace.Descendants(attempt)
                .ShouldContain(
                    span =>
                        span.ScopeName == "System.Net.Http" && Equals(span.Attributes.GetValueOrDefault("http.response.status_code"), 500L),
                    trace.ToString());
        }
    }

    [Fact]
    public async Task What_the_caller_does_not_record_no_process_does()
    {
        await using var system = await ObservedSystem.Start(servers, "http/protobuf");
        var (unseen, seen) = (ActivityTraceId.CreateRandom().ToHexString(), ActivityTraceId.CreateRandom().ToHexString());

        var first = await system.Submit(new { name = "math.add", args = new { a = 1, b = 2 } }, $"00-{unseen}-00f067aa0ba902b7-00");
        await system.Tasks.WaitForState(first, "Succeeded");
        var second = await system.Submit(new { name = "math.add", args = new { a = 3, b = 4 } }, $"00-{seen}-00f067aa0ba902b7-01");
        await system.Tasks.WaitForState(second, "Succeeded");
        await system.WaitForTrace(seen, tree => HasEnded(tree, "Succeeded"));

        system.Receiver.Trace(unseen).Spans.ShouldBeEmpty();
        system.Receiver.Spans.ShouldNotContain(span => Equals(span.Attributes.GetValueOrDefault("task.id"), first.ToString()));
    }

    [Fact]
    public async Task Services_work_and_stop_as_ever_while_their_collector_is_away()
    {
        await using var system = await servers.StartSystem(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
            });

        for (var i = 0; i < 20; i++)
        {
            await system.WaitForState(await system.Submit(new { name = "math.add", args = new { a = i, b = 1 } }), "Succeeded");
        }

        (await system.Worker.Terminate()).ShouldBe(0);
        system.Worker.Output.Split("Telemetry cannot be exported").Length.ShouldBe(2, system.Worker.Output);
    }

    private static async Task TellWhoTheyAre(ObservedSystem system)
    {
        foreach (var service in Services)
        {
            var metric = await system.Receiver.WaitForMetric(metric => metric.Service == service && metric.ScopeName == "Messaging");
            metric.ResourceAttributes["service.namespace"].ShouldBe("messaging");
            $"{metric.ResourceAttributes["service.version"]}".ShouldMatch(@"^\d+\.\d+\.\d+");
            metric.ResourceAttributes.Keys.ShouldContain("service.instance.id");
            await system.Receiver.WaitForMetric(metric => metric.Service == service && metric.ScopeName == "System.Runtime");
        }

        await system.Receiver.WaitForMetric(metric => metric.Service == "worker" && metric.ScopeName == "MassTransit");
        system.Receiver.Spans.ShouldNotContain(
            span =>
                span.Attributes.ContainsKey("url.path") && $"{span.Attributes["url.path"]}".StartsWith("/health", StringComparison.Ordinal),
            "the waits for readiness made spans");
    }

    private static bool HasEnded(SpanTree tree, string state) =>
        tree.Named(Track).Any(track => Equals(track.Attributes.GetValueOrDefault("task.state"), state));
}
