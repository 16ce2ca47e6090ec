using System.Diagnostics;
using Messaging.Contracts;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Storage;
using Messaging.Producer.Tests.Dispatch;
using Messaging.TestSupport;
using Messaging.TestSupport.Tracing;

namespace Messaging.Producer.Tests.Tracing;

[Collection(RunAlone.Name)]
public sealed class DispatchTracingTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly DispatchFixture _fixture = new();
    private readonly RecordedSpans _spans = new();
    private readonly string _submission = RecordedSpans.Remote();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _fixture.Close();

    public void Dispose() => _spans.Dispose();

    [Fact]
    public async Task A_retry_is_sent_in_the_trace_of_its_submission_and_linked_to_the_attempt_before()
    {
        var failed = RecordedSpans.Remote();
        var (task, now) = (_fixture.Submission() with { TraceParent = _submission, TraceState = "vendor=1" }, _fixture.Clock.GetUtcNow());
        await _fixture.Tell(
            TaskEvent.Of(task),
            TaskEvent.Of(
                new TaskAttemptFailed
                {
                    TaskId = task.TaskId,
                    Attempt = 1,
                    FinishedAt = now,
                    Worker = "w1",
                    Error = new TaskError { Type = "t", Message = "m" },
                    RetryAt = now + Minute,
                    TraceParent = failed,
                }));
        _fixture.Clock.Advance(Minute);

        await _fixture.Dispatch(TaskIndex.Due);

        var command = _fixture.Broker.Sent.Single();
        command.TraceLinks.ShouldBe([_submission, failed]);
        command.TraceState.ShouldBe("vendor=1");
        var send = Single("send tasks.default");
        send.ParentSpanId.ToHexString().ShouldBe(_submission.Split('-')[2]);
        send.Links.Single().Context.SpanId.ToHexString().ShouldBe(failed.Split('-')[2]);
        send.GetTagItem("task.attempt").ShouldBe(2);
        command.TraceParent.ShouldBe(send.Id);
        var wait = Single("wait retry");
        wait.StartTimeUtc.ShouldBe(now.UtcDateTime);
        wait.Duration.ShouldBe(Minute);
        wait.GetTagItem("task.state").ShouldBe("Retrying");
    }

    [Theory]
    [InlineData(true, "wait schedule")]
    [InlineData(false, "wait outbox")]
    public async Task The_wait_for_a_dispatch_is_a_span_that_says_what_for(bool isScheduled, string name)
    {
        var task = _fixture.Submission(isScheduled ? Minute : null) with { TraceParent = _submission };
        await _fixture.Tell(TaskEvent.Of(task));
        _fixture.Clock.Advance(Minute);

        await _fixture.Dispatch(isScheduled ? TaskIndex.Due : TaskIndex.Outbox);

        Single(name).Duration.ShouldBe(Minute);
    }

    [Fact]
    public async Task What_nobody_records_makes_no_spans_and_no_links()
    {
        var task = _fixture.Submission(Minute) with { TraceParent = RecordedSpans.Remote(isRecorded: false) };
        await _fixture.Tell(TaskEvent.Of(task));
        _fixture.Clock.Advance(Minute);

        await _fixture.Dispatch(TaskIndex.Due);

        _spans.Of(task.TaskId).ShouldBeEmpty();
        _fixture.Broker.Sent.Single().TraceLinks.ShouldBeNull();
    }

    private Activity Single(string name) =>
        _spans.Of(ActivityTraceId.CreateFromString(_submission.Split('-')[1])).Single(span => span.DisplayName == name);
}
