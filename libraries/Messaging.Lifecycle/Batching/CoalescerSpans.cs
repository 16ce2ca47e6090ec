using System.Diagnostics;
using Messaging.Lifecycle.Tracing;

namespace Messaging.Lifecycle.Batching;

/// <summary>
/// Spans of a coalescer: one for each that waits, in its own trace, and one for the flush. The flush belongs to the trace of the first that waited for it;
/// it and the others link to each other.
/// </summary>
/// <param name="Append">Name of the waiting.</param>
/// <param name="Flush">Name of the flush.</param>
/// <param name="FlushKind">Kind of the flush.</param>
public sealed record CoalescerSpans(string Append, string Flush, ActivityKind FlushKind = ActivityKind.Internal)
{
    /// <summary>Most links of one flush: what the OpenTelemetry SDK keeps by default.</summary>
    private const int MaxLinks = 128;

    internal static Activity? StartFlush(CoalescerSpans? spans, IEnumerable<ITracedEntry> entries)
    {
        if (spans is null || !TaskTracing.Source.HasListeners() || entries.Select(entry => entry.Span).OfType<Activity>().ToArray() is not [var first, .. var others])
        {
            return null;
        }

        var flush = TaskTracing.Source.StartActivity(spans.Flush, spans.FlushKind, first.Context, null, others.Take(MaxLinks).Select(other => new ActivityLink(other.Context)));
        if (flush is not null)
        {
            flush.SetBatchSize(entries.Count());
            foreach (var other in others)
            {
                other.AddLink(new ActivityLink(flush.Context));
            }
        }

        return flush;
    }
}
