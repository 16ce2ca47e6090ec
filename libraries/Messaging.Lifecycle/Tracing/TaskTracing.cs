using System.Diagnostics;

namespace Messaging.Lifecycle.Tracing;

/// <summary>Where all spans of ours come from. Nobody listening, none is made, and asking costs nothing.</summary>
public static class TaskTracing
{
    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new("Messaging");

    /// <summary>
    /// The span that surrounds this code, provided that somebody records it: a part of what would be no whole is worth nothing.
    /// </summary>
    public static Activity? Current => Source.HasListeners() && Activity.Current is { Recorded: true } current ? current : null;

    /// <summary>Begins a span within the one that surrounds this code, and surrounds what follows with it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns><see langword="null"/> when nobody records what surrounds this code.</returns>
    public static Activity? StartPart(string name, ActivityKind kind = ActivityKind.Internal) =>
        Current is null ? null : Source.StartActivity(name, kind);

    /// <summary>
    /// Begins a span whose parent is elsewhere. What surrounds this code goes on doing so; set <see cref="Activity.Current"/> to change
    /// that.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="parent">Its parent; <c>default</c> begins a trace of its own.</param>
    /// <param name="links">What led to it.</param>
    /// <param name="startedAt">When it began; <c>default</c> means now.</param>
    /// <returns><see langword="null"/> when nobody listens. One that is not recorded still carries the context on.</returns>
    public static Activity? Start(
        string name, ActivityKind kind, ActivityContext parent, IEnumerable<ActivityLink>? links = null, DateTimeOffset startedAt = default)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var surrounding = Activity.Current;
        if (parent == default)
        {
            // .NET would take what surrounds this code for the missing parent.
            Activity.Current = null;
        }

        var span = Source.StartActivity(name, kind, parent, null, links, startedAt);
        Activity.Current = surrounding;
        return span;
    }
}
