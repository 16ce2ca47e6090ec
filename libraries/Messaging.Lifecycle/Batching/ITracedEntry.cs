using System.Diagnostics;

namespace Messaging.Lifecycle.Batching;

/// <summary>What waits for a flush.</summary>
internal interface ITracedEntry
{
    /// <summary>The span of the waiting, if somebody records it.</summary>
    Activity? Span { get; }
}
