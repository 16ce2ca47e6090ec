using System.Diagnostics;
using Messaging.Lifecycle.Storage;
using Messaging.Lifecycle.Tracing;
using Messaging.TestSupport;
using Messaging.TestSupport.Storage;
using Messaging.TestSupport.Tracing;

namespace Messaging.Redis.Tests;

[Collection(RunAlone.Name)]
public sealed class RedisTracingTests : IAsyncLifetime, IDisposable
{
    private readonly RecordedSpans _spans = new();
    private readonly RedisProcess _process = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();

    public void Dispose() => _spans.Dispose();

    [Fact]
    public async Task A_call_within_a_recorded_trace_is_a_span_of_it()
    {
        using var task = Surround(RecordedSpans.Remote());

        await _process.Store.Load([Guid.NewGuid()], CancellationToken.None);
        await _process.Store.Lease(TaskIndex.Due, DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), 1, CancellationToken.None);

        var load = _spans.Of(task.TraceId).Single(span => span.DisplayName == "MGET");
        load.ParentSpanId.ShouldBe(task.SpanId);
        load.Kind.ShouldBe(ActivityKind.Client);
        load.GetTagItem("db.system.name").ShouldBe("redis");
        var lease = _spans.Of(task.TraceId).First(span => span.DisplayName == "EVALSHA lease");
        lease.GetTagItem("db.operation.name").ShouldBe("EVALSHA");
        lease.GetTagItem("db.stored_procedure.name").ShouldBe("lease");
    }

    [Fact]
    public async Task A_call_that_fails_says_so()
    {
        using var task = Surround(RecordedSpans.Remote());

        await Should.ThrowAsync<Exception>(() => _process.Execute("NOSUCHCOMMAND"));

        var call = _spans.Of(task.TraceId).Single();
        call.Status.ShouldBe(ActivityStatusCode.Error);
        call.GetTagItem("db.response.status_code").ShouldBe("ERR");
    }

    [Fact]
    public async Task Calls_outside_of_a_recorded_trace_make_no_spans()
    {
        using var task = Surround(RecordedSpans.Remote(isRecorded: false));

        await _process.Store.Load([Guid.NewGuid()], CancellationToken.None);

        _spans.Of(task.TraceId).ShouldBeEmpty();
    }

    private static Activity Surround(string parent)
    {
        var span = TaskTracing.Start("task", ActivityKind.Internal, TraceContexts.Parse(parent)).ShouldNotBeNull();
        Activity.Current = span;
        return span;
    }
}
