using System.Diagnostics;
using Messaging.EndToEnd.Tests.Processes;
using Messaging.TestSupport;
using Messaging.TestSupport.Otlp;

namespace Messaging.EndToEnd.Tests;

/// <summary>Every span of one task that fails twice and then succeeds: who is whose child, who points to whom, what each says.</summary>
[Collection(OutageCollection.Name)]
public sealed class WholeTraceTests(OwnServers servers)
{
    private const string Create = "create tasks.default";
    private const string Send = "send tasks.default";
    private const string Queued = "wait tasks.default";
    private const string Process = "process tasks.default";
    private const string Run = "run http.request";
    private const string Track = "process task-events";

    private static readonly string[] States = ["Retrying", "Retrying", "Succeeded"];

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_task_with_two_retries_is_one_tree(string protocol)
    {
        await using var target = await TargetServer.Start();
        await using var system = await ObservedSystem.Start(servers, protocol, ("Tasks__Http__AllowPrivateNetworks", "true"));
        var (caller, callerSpan) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());

        var id = await system.Submit(
            new
            {
                name = "http.request",
                args = new { method = "POST", url = $"{target.Url}/broken-twice" },
                retry = new { maxAttempts = 3, baseDelay = "50ms" },
            }, $"00-{caller}-{callerSpan}-01");
        await system.Tasks.WaitForState(id, "Succeeded");
        var trace = await system.WaitForTrace(caller, tree => IsWhole(tree));

        trace.Spans.ShouldAllBe(span => span.TraceId == caller);
        var request = trace.Roots.ShouldHaveSingleItem(trace.ToString());
        (request.Service, request.Kind, request.ParentSpanId).ShouldBe(("producer", ActivityKind.Server, callerSpan));
        var create = trace.Only(Create);
        trace.Parent(create).ShouldBe(request);
        $"{create.Attributes["task.url"]}".ShouldEndWith($"/api/v1/tasks/{id}");
        TheLedgerIsWritten(trace, create, "producer");

        var attempts = trace.Named(Process).ToArray();
        var sends = trace.Named(Send).ToArray();
        var waits = trace.Named("wait retry").ToArray();
        (attempts.Length, sends.Length, waits.Length, trace.Named(Queued).Count()).ShouldBe((3, 3, 2, 3), trace.ToString());
        for (var i = 0; i < attempts.Length; i++)
        {
            ReceivedSpan[] before = i == 0 ? [] : [attempts[i - 1]];
            (sends[i].Service, sends[i].Kind, trace.Parent(sends[i])).ShouldBe(("producer", ActivityKind.Producer, create));
            trace.LinkedFrom(sends[i]).ShouldBe(before, ignoreOrder: true, trace.ToString());
            (attempts[i].Service, attempts[i].Kind, trace.Parent(attempts[i])).ShouldBe(("worker", ActivityKind.Consumer, sends[i]));
            trace.LinkedFrom(attempts[i]).ShouldBe([create, .. before], ignoreOrder: true, trace.ToString());
            trace.Children(sends[i]).ShouldContain(span => span.Name == Queued && span.End <= attempts[i].End);
            IsAbout(attempts[i], id, i + 1);
            attempts[i].Attributes["task.state"].ShouldBe(States[i]);
            attempts[i].Attributes["messaging.system"].ShouldBe("rabbitmq");
            attempts[i].Attributes["messaging.operation.type"].ShouldBe("process");
            attempts[i].Attributes["messaging.destination.name"].ShouldBe("tasks.default");
            attempts[i].Status.ShouldBe(i < 2 ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
            TheHandlerCalled(trace, attempts[i], i < 2 ? 500L : 200L);
            TheEndIsTold(trace, attempts[i], States[i]);
        }

        for (var i = 0; i < waits.Length; i++)
        {
            trace.Parent(waits[i]).ShouldBe(create);
            trace.LinkedFrom(waits[i]).ShouldBe([attempts[i]]);
            IsAbout(waits[i], id, i + 2);
            waits[i].Start.ShouldBeLessThanOrEqualTo(sends[i + 1].Start);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_raw_publishers_trace_goes_on_in_its_attempt(bool isInHeader)
    {
        await using var system = await ObservedSystem.Start(servers, "grpc");
        await using var broker = await Broker.Connect(await servers.RabbitMq.Url());
        var (caller, callerSpan) = (ActivityTraceId.CreateRandom().ToHexString(), ActivitySpanId.CreateRandom().ToHexString());
        var (id, traceParent) = (Guid.NewGuid(), $"00-{caller}-{callerSpan}-01");
        var body = isInHeader
            ? $$"""{"taskId":"{{id}}","name":"math.add","arguments":{"a":1,"b":2} }"""
            : $$"""{"taskId":"{{id}}","name":"math.add","arguments":{"a":1,"b":2},"traceParent":"{{traceParent}}"}""";

        await broker.Publish(
            "tasks.default", "application/vnd.messaging.run-task+json", System.Text.Encoding.UTF8.GetBytes(body), isInHeader
                ? new Dictionary<string, object?> { ["traceparent"] = traceParent }
                : null);
        await Eventually.Is(async () => (await system.Tasks.Get(id)).IsSuccessStatusCode);
        var task = await system.Tasks.WaitForState(id, "Succeeded");
        var trace = await system.WaitForTrace(
            caller,
            tree =>
                tree.Named(Track).Any(track => Equals(track.Attributes.GetValueOrDefault("task.state"), "Succeeded"))
                    && tree.Named(Process).Any());

        var attempt = trace.Only(Process);
        attempt.ParentSpanId.ShouldBe(callerSpan);
        IsAbout(attempt, id, 1, "math.add");
        task.Json.GetProperty("traceId").GetString().ShouldBe(caller);
    }

    private static bool IsWhole(SpanTree tree) =>
        tree.Named(Process).Count() == 3 && tree.Named("wait retry").Count() == 2 && tree.Roots.Count() == 1
        && tree.Named(Track).Any(track => Equals(track.Attributes.GetValueOrDefault("task.state"), "Succeeded"))
        && tree.Named(Process).All(attempt => tree.Children(attempt).Any(span => span.Name == Track));

    private static void IsAbout(ReceivedSpan span, Guid id, long attempt, string name = "http.request")
    {
        span.Attributes["task.id"].ShouldBe(id.ToString());
        span.Attributes["task.name"].ShouldBe(name);
        span.Attributes["task.queue"].ShouldBe("default");
        span.Attributes["task.attempt"].ShouldBe(attempt);
    }

    private static void TheHandlerCalled(SpanTree trace, ReceivedSpan attempt, long status)
    {
        var run = trace.Children(attempt).Single(span => span.Name == Run);
        var calls = trace.Children(run).ToArray();
        calls.ShouldNotBeEmpty();
        calls.ShouldAllBe(
            call =>
                call.ScopeName == "System.Net.Http"
                    && call.Kind == ActivityKind.Client
                    && Equals(call.Attributes["http.response.status_code"], status),
            trace.ToString());
    }

    private static void TheEndIsTold(SpanTree trace, ReceivedSpan attempt, string state)
    {
        var publish = trace.Children(attempt).Last(span => span.Name == "publish events");
        var send = trace.Children(publish).Single();
        (send.Name, send.Service, send.Kind).ShouldBe(("send task-events", "worker", ActivityKind.Producer));
        var track = trace.Children(attempt).Last(span => span.Name == Track);
        (track.Service, track.Kind, track.Attributes["task.state"]).ShouldBe(("status-query", ActivityKind.Consumer, state));
        TheLedgerIsWritten(trace, track, "status-query");
    }

    private static void TheLedgerIsWritten(SpanTree trace, ReceivedSpan parent, string service)
    {
        var write = trace.Children(parent).Single(span => span.Name == "write ledger");
        var commit = trace.Children(write).Single();
        (commit.Name, commit.Service).ShouldBe(("commit ledger", service));
        var call = trace.Children(commit).Last();
        (call.Name, call.Kind, call.Attributes["db.system.name"], call.Attributes["db.stored_procedure.name"])
            .ShouldBe(("EVALSHA commit", ActivityKind.Client, "redis", "commit"));
    }
}
