using System.Diagnostics;
using Messaging.Lifecycle.Tracing;
using Messaging.TestSupport;
using Messaging.TestSupport.Tracing;

namespace Messaging.Lifecycle.Tests.Tracing;

[Collection(RunAlone.Name)]
public sealed class TaskTracingTests
{
    private const string Known = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void A_span_continues_the_trace_of_its_parent_elsewhere()
    {
        using var spans = new RecordedSpans();

        using var span = TaskTracing.Start("s", ActivityKind.Consumer, TraceContexts.Parse(Known, "vendor=1")).ShouldNotBeNull();

        span.TraceId.ToHexString().ShouldBe("0af7651916cd43dd8448eb211c80319c");
        span.ParentSpanId.ToHexString().ShouldBe("b7ad6b7169203331");
        span.TraceStateString.ShouldBe("vendor=1");
        span.Recorded.ShouldBeTrue();
    }

    [Fact]
    public void A_span_without_a_parent_begins_a_trace_whatever_surrounds_it()
    {
        using var spans = new RecordedSpans();
        using var surrounding = new Activity("request").Start();

        using var span = TaskTracing.Start("s", ActivityKind.Internal, default).ShouldNotBeNull();

        span.TraceId.ShouldNotBe(surrounding.TraceId);
        span.ParentSpanId.ShouldBe(default);
        Activity.Current.ShouldBeSameAs(surrounding);
    }

    [Fact]
    public void What_somebody_else_does_not_record_has_no_parts()
    {
        using var spans = new RecordedSpans();
        using var span = TaskTracing.Start("s", ActivityKind.Internal, TraceContexts.Parse(RecordedSpans.Remote(isRecorded: false)))
            .ShouldNotBeNull();
        Activity.Current = span;

        TaskTracing.Current.ShouldBeNull();
        TaskTracing.StartPart("part").ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("zz-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    public void What_is_no_trace_context_counts_as_none(string? traceParent)
    {
        TraceContexts.Parse(traceParent).ShouldBe(default);
        TraceContexts.TraceIdOf(traceParent).ShouldBeNull();
        TraceContexts.IsRecorded(traceParent).ShouldBeFalse();
        TraceContexts.Links(traceParent).ShouldBeEmpty();
    }

    [Fact]
    public void A_context_says_whether_its_trace_is_recorded()
    {
        TraceContexts.IsRecorded(Known).ShouldBeTrue();
        TraceContexts.IsRecorded(Known[..^1] + "0").ShouldBeFalse();
        TraceContexts.TraceIdOf(Known).ShouldBe("0af7651916cd43dd8448eb211c80319c");
    }
}
