using System.Diagnostics;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.Testing.Otlp;

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

        Console.WriteLine(trace);
        ended.Json.GetProperty("traceId").GetString().ShouldBe(caller);
        var request = trace.Roots.ShouldHaveSingleItem(trace.ToString());
        (request.Name, request.Service, request.Kind, request.ParentSpanId).ShouldBe((Request, "producer", ActivityKind.Server, callerSpan));
        var create = trace.Only("create tasks.default");
        trace.Parent(create).ShouldBe(request);
        var send = trace.Only(Send);
        trace.Ancestors(send).ShouldContain(create, trace.ToString());
        send.Kind.ShouldBe(ActivityKind.Producer);
        var process = trace.Only(Process);
        (process.Service, process.Kind, trace.Parent(process)).ShouldBe(("worker", ActivityKind.Consumer, send));
        trace.Parent(trace.Only("run math.add")).ShouldBe(process);
        trace.Named(Track, "status-query").ShouldAllBe(track => trace.Parent(track) == process);
        trace.Spans.Where(span => span.Attributes.ContainsKey("task.id")).ShouldAllBe(span => Equals(span.Attributes["task.id"], id.ToString()));
        trace.Spans.Select(span => span.Service).Distinct().ShouldBe(Services, ignoreOrder: true);
        foreach (var service in Services)
        {
            trace.Spans.ShouldContain(span => span.Service == service && Equals(span.Attributes.GetValueOrDefault("db.system.name"), "redis"), trace.ToString());
        }

        await TellWhoTheyAre(system);
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
        system.Receiver.Spans.ShouldNotContain(span => span.Attributes.ContainsKey("url.path") && $"{span.Attributes["url.path"]}".StartsWith("/health", StringComparison.Ordinal), "the waits for readiness made spans");
    }

    private static bool HasEnded(SpanTree tree, string state) => tree.Named(Track).Any(track => Equals(track.Attributes.GetValueOrDefault("task.state"), state));
}
