using System.Diagnostics;

namespace Messaging.Lifecycle.Tracing;

/// <summary>W3C trace contexts (https://www.w3.org/TR/trace-context/), as they travel in our contracts and stand in rows.</summary>
public static class TraceContexts
{
    /// <summary>Longest trace state that is carried on, in characters: what the specification asks of everybody.</summary>
    public const int LongestState = 512;

    /// <summary>Reads a context that came from elsewhere.</summary>
    /// <returns><c>default</c> when there is none, or it is none that can be read: a strange publisher must not cost its task the
    /// run.</returns>
    public static ActivityContext Parse(string? traceParent, string? traceState = null) =>
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var context) ? context : default;

    /// <summary>Links to those contexts that can be read.</summary>
    public static IEnumerable<ActivityLink> Links(params IEnumerable<string?> traceParents) =>
        traceParents.Select(traceParent => Parse(traceParent))
            .Where(context => context != default)
            .Distinct()
            .Select(context => new ActivityLink(context));

    /// <summary>Whether somebody records the trace of a context.</summary>
    public static bool IsRecorded(string? traceParent) => (Parse(traceParent).TraceFlags & ActivityTraceFlags.Recorded) != 0;

    /// <summary>The trace id of a context; <see langword="null"/> when it cannot be read.</summary>
    public static string? TraceIdOf(string? traceParent) =>
        Parse(traceParent) is var context && context != default ? context.TraceId.ToHexString() : null;
}
