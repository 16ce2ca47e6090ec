using System.Diagnostics;
using Messaging.Contracts;
using Messaging.Lifecycle.Tracing;
using Messaging.TestSupport;
using Messaging.TestSupport.Tracing;

namespace Messaging.Worker.Tests.Tracing;

[Collection(RunAlone.Name)]
public sealed class AttemptTracingTests : IDisposable
{
    private readonly RecordedSpans _spans = new();

    [Fact]
    public async Task An_attempt_is_a_child_of_what_sent_it_and_linked_to_what_led_to_it()
    {
        await using var worker = await RunningWorker.Start();
        var (send, submit, before) = (RecordedSpans.Remote(), RecordedSpans.Remote(), RecordedSpans.Remote());

        await worker.Execute(
            RunningWorker.Command with { TraceParent = send, TraceState = "vendor=1", TraceLinks = [submit, before, "nonsense"] });

        var process = Span(send, "process tasks.default");
        process.Kind.ShouldBe(ActivityKind.Consumer);
        process.ParentSpanId.ToHexString().ShouldBe(send.Split('-')[2]);
        process.TraceStateString.ShouldBe("vendor=1");
        process.Links.Select(link => link.Context.SpanId.ToHexString()).ShouldBe([submit.Split('-')[2], before.Split('-')[2]]);
        process.GetTagItem("task.id").ShouldBe(RunningWorker.TaskId.ToString());
        process.GetTagItem("task.name").ShouldBe(ScriptedTask.Name);
        process.GetTagItem("task.queue").ShouldBe("default");
        process.GetTagItem("task.attempt").ShouldBe(1);
        process.GetTagItem("task.state").ShouldBe("Succeeded");
        Span(send, $"run {ScriptedTask.Name}").ParentSpanId.ShouldBe(process.SpanId);
    }

    [Fact]
    public async Task Events_carry_the_context_of_their_attempt()
    {
        await using var worker = await RunningWorker.Start();
        var send = RecordedSpans.Remote();

        await worker.Execute(RunningWorker.Command with { TraceParent = send });

        var process = Span(send, "process tasks.default");
        worker.Broker.Events.OfType<TaskStarted>().Single().TraceParent.ShouldBe(process.Id);
        worker.Broker.Events.OfType<TaskSucceeded>().Single().TraceParent.ShouldBe(process.Id);
        var publish = Span(send, "publish events");
        publish.ParentSpanId.ShouldBe(process.SpanId);
        Span(send, "send task-events").ParentSpanId.ShouldBe(publish.SpanId);
    }

    [Fact]
    public async Task What_a_handler_begins_belongs_to_its_span()
    {
        Activity? seen = null;
        await using var worker = await RunningWorker.Start(_ =>
        {
            seen = Activity.Current;
            return Task.FromResult<object?>(null);
        });
        var send = RecordedSpans.Remote();

        await worker.Execute(RunningWorker.Command with { TraceParent = send });

        seen.ShouldBeSameAs(Span(send, $"run {ScriptedTask.Name}"));
    }

    [Fact]
    public async Task A_failed_attempt_says_why_and_what_follows()
    {
        await using var worker = await RunningWorker.Start(_ => throw new TimeoutException("Too late."));
        var send = RecordedSpans.Remote();

        await worker.Execute(RunningWorker.Command with { TraceParent = send });

        foreach (var span in new[] { Span(send, "process tasks.default"), Span(send, $"run {ScriptedTask.Name}") })
        {
            span.Status.ShouldBe(ActivityStatusCode.Error);
            span.StatusDescription.ShouldBe("Too late.");
            span.GetTagItem("error.type").ShouldBe("System.TimeoutException");
            span.GetTagItem("task.state").ShouldBe("Retrying");
        }

        worker.Broker.Events.OfType<TaskAttemptFailed>().Single().TraceParent.ShouldBe(Span(send, "process tasks.default").Id);
    }

    [Fact]
    public async Task A_deferral_says_its_reason()
    {
        await using var worker = await RunningWorker.Start(context => throw context.Defer(DateTimeOffset.UnixEpoch, "not yet"));
        var send = RecordedSpans.Remote();

        await worker.Execute(RunningWorker.Command with { TraceParent = send });

        var process = Span(send, "process tasks.default");
        process.GetTagItem("task.state").ShouldBe("Scheduled");
        process.GetTagItem("task.reason").ShouldBe("not yet");
        process.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task The_time_in_the_queue_is_a_span()
    {
        await using var worker = await RunningWorker.Start();
        var send = RecordedSpans.Remote();
        var id = Guid.NewGuid();

        await worker.Send(RunningWorker.Command with { TaskId = id, TraceParent = send });

        var wait = await Eventually.Get(
            () => Task.FromResult(_spans.Of(id).FirstOrDefault(span => span.DisplayName == "wait tasks.default")!),
            span => span is not null);
        wait.ParentSpanId.ToHexString().ShouldBe(send.Split('-')[2]);
        wait.Duration.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        await Eventually.Is(() => _spans.Of(id).Any(span => span.DisplayName == "process tasks.default"));
    }

    [Fact]
    public async Task What_its_sender_does_not_record_is_not_recorded_here()
    {
        await using var worker = await RunningWorker.Start();
        var send = RecordedSpans.Remote(isRecorded: false);

        await worker.Execute(RunningWorker.Command with { TraceParent = send });

        _spans.Of(ActivityTraceId.CreateFromString(send.Split('-')[1])).ShouldAllBe(span => !span.Recorded);
        worker.Broker.Events.OfType<TaskSucceeded>().Single().TraceParent.ShouldBeNull();
    }

    [Fact]
    public async Task A_command_that_says_nothing_of_a_trace_begins_one()
    {
        await using var worker = await RunningWorker.Start();
        var id = Guid.NewGuid();

        await worker.Execute(RunningWorker.Command with { TaskId = id });

        _spans.Of(id).Single(span => span.DisplayName == "process tasks.default").ParentSpanId.ShouldBe(default);
        TraceContexts.IsRecorded(worker.Broker.Events.OfType<TaskSucceeded>().Single().TraceParent).ShouldBeTrue();
    }

    public void Dispose() => _spans.Dispose();

    private Activity Span(string sender, string name) =>
        _spans.Of(ActivityTraceId.CreateFromString(sender.Split('-')[1])).Single(span => span.DisplayName == name);
}
