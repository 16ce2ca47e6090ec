using System.Diagnostics;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Ledger;
using Messaging.Lifecycle.Tracing;

namespace Messaging.StatusQuery.Tracing;

/// <summary>
/// Spans of a delivery of events: one per attempt that is told of, in that attempt's trace. What is written for all of them belongs to the
/// first, which the others link to.
/// </summary>
internal sealed class EventSpans : IDisposable
{
    private readonly Dictionary<string, Activity> _spans;

    private EventSpans(Dictionary<string, Activity> spans) => _spans = spans;

    /// <summary>Begins the spans; what follows belongs to the first.</summary>
    /// <returns><see langword="null"/> when nobody records any of it.</returns>
    public static EventSpans? Begin(IReadOnlyList<TaskEvent> events)
    {
        if (!TaskTracing.Source.HasListeners())
        {
            return null;
        }

        var spans = new Dictionary<string, Activity>(StringComparer.Ordinal);
        Activity? first = null;
        foreach (var told in events)
        {
            if (told.TraceParent is { } attempt && !spans.ContainsKey(attempt) && TraceContexts.IsRecorded(attempt)
                && TaskTracing.Start(
                    $"process {QueueNames.Events}", ActivityKind.Consumer, TraceContexts.Parse(attempt), LinksTo(first)) is { } span)
            {
                span.SetOperation("process", QueueNames.Events);
                spans.Add(attempt, span);
                first ??= span;
            }
        }

        Activity.Current = first ?? Activity.Current;
        return first is null ? null : new EventSpans(spans);
    }

    /// <summary>Says which tasks the events were of, and in which state those are now.</summary>
    /// <param name="events">All events, or some.</param>
    /// <param name="entries">An entry per event, in their order.</param>
    public void Record(IReadOnlyList<TaskEvent> events, IReadOnlyList<LedgerEntry> entries)
    {
        foreach (var (told, entry) in events.Zip(entries))
        {
            if (told.TraceParent is { } attempt && entry.Row is { } row && _spans.TryGetValue(attempt, out var span))
            {
                span.SetTask(row.CorrelationId, row.Name, row.Queue, row.Attempt);
                span.SetState(row.State);
            }
        }
    }

    /// <summary>Ends the spans.</summary>
    public void Dispose()
    {
        foreach (var span in _spans.Values)
        {
            span.Dispose();
        }
    }

    private static ActivityLink[]? LinksTo(Activity? first) => first is null ? null : [new ActivityLink(first.Context)];
}
