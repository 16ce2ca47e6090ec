using System.Diagnostics;
using MassTransit;
using Messaging.Contracts;
using Messaging.TestSupport;
using Messaging.TestSupport.Tracing;

namespace Messaging.StatusQuery.Tests.Tracing;

[Collection(RunAlone.Name)]
public sealed class EventTracingTests(RunningStatusQuery service) : IClassFixture<RunningStatusQuery>, IDisposable
{
    private readonly RecordedSpans _spans = new();

    [Fact]
    public async Task The_commit_of_an_attempts_events_is_part_of_its_trace()
    {
        var attempt = RecordedSpans.Remote();
        var id = Guid.NewGuid();

        await service.Bus.Publish(new TaskEvents { Started = [Started(id, attempt)], Succeeded = [Succeeded(id, attempt)] });

        var process = await Ended(attempt, "process task-events");
        process.ParentSpanId.ToHexString().ShouldBe(attempt.Split('-')[2]);
        process.Kind.ShouldBe(ActivityKind.Consumer);
        process.GetTagItem("task.id").ShouldBe(id.ToString());
        process.GetTagItem("task.attempt").ShouldBe(1);
        process.GetTagItem("task.state").ShouldBe("Succeeded");
        var write = await Ended(attempt, "write ledger");
        write.ParentSpanId.ShouldBe(process.SpanId);
        (await Ended(attempt, "commit ledger")).ParentSpanId.ShouldBe(write.SpanId);
    }

    [Fact]
    public async Task Attempts_that_are_told_of_together_are_each_in_their_own_trace_and_link_to_where_the_commit_is()
    {
        var (one, other) = (RecordedSpans.Remote(), RecordedSpans.Remote());

        await service.Bus.Publish(new TaskEvents { Succeeded = [Succeeded(Guid.NewGuid(), one), Succeeded(Guid.NewGuid(), other)] });

        var first = await Ended(one, "process task-events");
        (await Ended(other, "process task-events")).Links.Single().Context.ShouldBe(first.Context);
        await Ended(one, "commit ledger");
        _spans.Of(TraceOf(other)).ShouldNotContain(span => span.DisplayName == "commit ledger");
    }

    [Fact]
    public async Task An_event_of_a_stranger_may_carry_its_trace_in_a_header()
    {
        var attempt = RecordedSpans.Remote();
        var id = Guid.NewGuid();

        await service.Bus.Publish(
            new TaskSubmitted
            {
                TaskId = id,
                Name = "math.add",
                Arguments = System.Text.Json.JsonElement.Parse("{}"),
                SubmittedAt = Told.At(0),
            },
            context => context.Headers.Set("traceparent", attempt));

        await Ended(attempt, "process task-events");
        (await service.Read(id)).GetProperty("traceId").GetString().ShouldBe(attempt.Split('-')[1]);
    }

    [Fact]
    public async Task A_task_whose_command_came_from_a_stranger_has_the_trace_of_its_attempt()
    {
        var attempt = RecordedSpans.Remote();
        var id = Guid.NewGuid();

        await service.Bus.Publish(new TaskEvents { Started = [Started(id, attempt)] });

        await Ended(attempt, "process task-events");
        (await service.Read(id)).GetProperty("traceId").GetString().ShouldBe(attempt.Split('-')[1]);
    }

    public void Dispose() => _spans.Dispose();

    private static ActivityTraceId TraceOf(string traceParent) => ActivityTraceId.CreateFromString(traceParent.Split('-')[1]);

    private static TaskStarted Started(Guid id, string attempt) =>
        new() { TaskId = id, Attempt = 1, StartedAt = Told.At(0), Worker = "w1", TraceParent = attempt };

    private static TaskSucceeded Succeeded(Guid id, string attempt) =>
        new() { TaskId = id, Attempt = 1, FinishedAt = Told.At(1), Worker = "w1", TraceParent = attempt };

    private Task<Activity> Ended(string traceParent, string name) =>
        Eventually.Get(
            () => Task.FromResult(_spans.Of(TraceOf(traceParent)).FirstOrDefault(span => span.DisplayName == name)!),
            span => span is not null);
}
