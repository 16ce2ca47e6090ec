using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Messaging.Lifecycle.Tracing;
using Messaging.Producer.Tests.Endpoints;
using Messaging.TestSupport;
using Messaging.TestSupport.Tracing;

namespace Messaging.Producer.Tests.Tracing;

[Collection(RunAlone.Name)]
public sealed class SubmissionTracingTests : IAsyncLifetime, IDisposable
{
    private readonly RecordedSpans _spans = new();
    private ProducerHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await ProducerHost.Start();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    public void Dispose() => _spans.Dispose();

    [Fact]
    public async Task A_task_continues_the_trace_of_its_request_and_so_does_its_command()
    {
        var caller = RecordedSpans.Remote();

        var id = (await Post("/api/v1/tasks", """{"name":"math.add"}""", caller)).GetProperty("id").GetGuid();

        var command = await _host.Command(id);
        var create = await Ended(id, "create tasks.default");
        create.TraceId.ToHexString().ShouldBe(caller.Split('-')[1]);
        create.Kind.ShouldBe(ActivityKind.Producer);
        create.GetTagItem("task.state").ShouldBe("Queued");
        create.GetTagItem("task.url").ShouldBe($"http://localhost:5081/api/v1/tasks/{id}");
        create.GetTagItem("messaging.operation.type").ShouldBe("create");
        var send = await Ended(id, "send tasks.default");
        send.ParentSpanId.ShouldBe(create.SpanId);
        send.GetTagItem("messaging.destination.name").ShouldBe("tasks.default");
        _spans.Of(create.TraceId).Single(span => span.DisplayName == "write ledger").ParentSpanId.ShouldBe(create.SpanId);
        command.TraceParent.ShouldBe(send.Id);
        command.TraceState.ShouldBe("vendor=1");
        command.TraceLinks.ShouldBe([create.Id!]);
        (await _host.Row(id))!.TraceParent.ShouldBe(create.Id);
    }

    [Fact]
    public async Task Tasks_of_a_batch_have_traces_of_their_own_linked_to_the_request()
    {
        var caller = RecordedSpans.Remote();

        var results = (await Post("/api/v1/tasks/batch", """{"tasks":[{"name":"math.add"},{"name":"math.add"}]}""", caller)).GetProperty("results");

        var created = new List<Activity>();
        foreach (var id in results.EnumerateArray().Select(result => result.GetProperty("id").GetGuid()))
        {
            var command = await _host.Command(id);
            var create = await Ended(id, "create tasks.default");
            create.ParentSpanId.ShouldBe(default);
            create.Links.Single().Context.TraceId.ToHexString().ShouldBe(caller.Split('-')[1]);
            TraceContexts.TraceIdOf(command.TraceParent).ShouldBe(create.TraceId.ToHexString());
            created.Add(create);
        }

        created.Select(span => span.TraceId).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task What_the_caller_does_not_record_is_not_recorded_but_the_trace_goes_on()
    {
        var caller = RecordedSpans.Remote(isRecorded: false);

        var id = (await Post("/api/v1/tasks", """{"name":"math.add"}""", caller)).GetProperty("id").GetGuid();

        var command = await _host.Command(id);
        TraceContexts.TraceIdOf(command.TraceParent).ShouldBe(caller.Split('-')[1]);
        TraceContexts.IsRecorded(command.TraceParent).ShouldBeFalse();
        command.TraceLinks.ShouldBeNull();
        _spans.Of(id).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeated_submission_links_to_the_first()
    {
        var id = Guid.NewGuid();
        var body = $$"""{"name":"math.add","id":"{{id}}"}""";
        await Post("/api/v1/tasks", body, RecordedSpans.Remote());
        var first = await Ended(id, "create tasks.default");

        var again = RecordedSpans.Remote();
        await Post("/api/v1/tasks", body, again);

        var repeated = await Eventually.Get(
            () => Task.FromResult(_spans.Of(id).SingleOrDefault(span => span.TraceId.ToHexString() == again.Split('-')[1])!),
            span => span is not null);
        repeated.Links.Single().Context.SpanId.ShouldBe(first.SpanId);
    }

    private Task<Activity> Ended(Guid id, string name) =>
        Eventually.Get(() => Task.FromResult(_spans.Of(id).FirstOrDefault(span => span.DisplayName == name)!), span => span is not null);

    private async Task<JsonElement> Post(string path, string body, string traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", traceParent);
        request.Headers.Add("tracestate", "vendor=1");
        using var response = await _host.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
