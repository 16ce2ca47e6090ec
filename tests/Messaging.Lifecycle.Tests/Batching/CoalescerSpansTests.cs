using System.Diagnostics;
using Messaging.Lifecycle.Batching;
using Messaging.Lifecycle.Tracing;
using Messaging.TestSupport;
using Messaging.TestSupport.Tracing;

namespace Messaging.Lifecycle.Tests.Batching;

[Collection(RunAlone.Name)]
public sealed class CoalescerSpansTests : IDisposable
{
    private static readonly CoalescerOptions Options = new() { Spans = new CoalescerSpans("append", "flush") };

    private readonly RecordedSpans _spans = new();
    private readonly SemaphoreSlim _release = new(0);
    private readonly SemaphoreSlim _begun = new(0);
    private Activity? _seenInFlush;

    [Fact]
    public async Task A_flush_belongs_to_the_trace_of_what_waited_for_it()
    {
        await using var coalescer = Create();
        using var task = Surround();
        _release.Release();

        await coalescer.Append(1, CancellationToken.None);

        var append = Single(task, "append");
        append.ParentSpanId.ShouldBe(task.SpanId);
        var flush = Single(task, "flush");
        flush.ParentSpanId.ShouldBe(append.SpanId);
        flush.GetTagItem("messaging.batch.message_count").ShouldBe(1);
        _seenInFlush.ShouldBeSameAs(flush);
    }

    [Fact]
    public async Task A_flush_that_many_wait_for_belongs_to_the_first_and_links_to_the_others_as_they_do_to_it()
    {
        await using var coalescer = Create();
        var before = Append(coalescer, out _);
        await _begun.WaitAsync();
        var firsts = Append(coalescer, out var first);
        var seconds = Append(coalescer, out var second);

        _release.Release(2);
        await Task.WhenAll(before, firsts, seconds);

        var flush = Single(first, "flush");
        flush.ParentSpanId.ShouldBe(Single(first, "append").SpanId);
        flush.Links.Select(link => link.Context.SpanId).ShouldBe([Single(second, "append").SpanId]);
        Single(second, "append").Links.Select(link => link.Context.SpanId).ShouldBe([flush.SpanId]);
        _spans.Of(second.TraceId).ShouldNotContain(span => span.DisplayName == "flush");
    }

    [Fact]
    public async Task A_flush_that_nobody_records_has_no_span_although_it_was_built_within_one()
    {
        Activity built;
        Coalescer<int, int> coalescer;
        using (built = Surround())
        {
            coalescer = Create();
        }

        _release.Release();
        await coalescer.Append(1, CancellationToken.None);

        _seenInFlush.ShouldBeNull();
        _spans.Of(built.TraceId).ShouldNotContain(span => span.DisplayName == "flush");
        await coalescer.DisposeAsync();
    }

    [Fact]
    public async Task A_failed_flush_says_so()
    {
        await using var coalescer = new Coalescer<int, int>(_ => throw new TimeoutException("Too late."), _ => 1, Options);
        using var task = Surround();

        await Should.ThrowAsync<TimeoutException>(() => coalescer.Append(1, CancellationToken.None));

        var flush = Single(task, "flush");
        flush.Status.ShouldBe(ActivityStatusCode.Error);
        flush.GetTagItem("error.type").ShouldBe("System.TimeoutException");
    }

    public void Dispose()
    {
        _spans.Dispose();
        _release.Dispose();
        _begun.Dispose();
    }

    private static Activity Surround()
    {
        var span = TaskTracing.Start("task", ActivityKind.Internal, default).ShouldNotBeNull();
        Activity.Current = span;
        return span;
    }

    private static Task<int> Append(Coalescer<int, int> coalescer, out Activity task)
    {
        task = Surround();
        var append = coalescer.Append(1, CancellationToken.None);
        Activity.Current = null;
        return append;
    }

    private Activity Single(Activity task, string name) => _spans.Of(task.TraceId).Single(span => span.DisplayName == name);

    private Coalescer<int, int> Create() => new(
        async batch =>
        {
            _seenInFlush = Activity.Current;
            _begun.Release();
            await _release.WaitAsync();
            return batch;
        },
        _ => 1,
        Options);
}
