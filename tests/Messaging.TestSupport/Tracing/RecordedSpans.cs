using System.Collections.Concurrent;
using System.Diagnostics;

namespace Messaging.TestSupport.Tracing;

/// <summary>
/// Records the spans of ours that this process ends, as an exporter does that samples them all. Other tests of the process are recorded
/// too: ask by trace.
/// </summary>
public sealed class RecordedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public RecordedSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Messaging" or "Messaging.BundledTasks",
            Sample = Decide,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The spans of a trace that have ended, in the order of their ends.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _ended.Where(span => span.TraceId == trace)];

    /// <summary>The spans that are about a task and have ended.</summary>
    public IReadOnlyList<Activity> Of(Guid task) => [.. _ended.Where(span => span.GetTagItem("task.id") as string == task.ToString())];

    /// <summary>The trace context of somebody else's span, in a trace of its own.</summary>
    public static string Remote(bool isRecorded = true) =>
        $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-{(isRecorded ? "01" : "00")}";

    public void Dispose() => _listener.Dispose();

    // As a sampler by parent: what somebody else does not record is not recorded here.
    private static ActivitySamplingResult Decide(ref ActivityCreationOptions<ActivityContext> options) =>
        options.Parent == default || (options.Parent.TraceFlags & ActivityTraceFlags.Recorded) != 0
            ? ActivitySamplingResult.AllDataAndRecorded
            : ActivitySamplingResult.PropagationData;
}
