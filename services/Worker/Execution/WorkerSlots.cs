using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Execution;

/// <summary>
/// Bounds how many attempts run at a time, per queue. A slot is held from the gate to the end of the handler, not while the broker confirms the events
/// that tell of it: short tasks would otherwise spend most of their slots on waiting.
/// </summary>
internal sealed class WorkerSlots(IOptions<WorkerOptions> options) : IDisposable
{
    private readonly ConcurrentDictionary<Uri, SemaphoreSlim> _slots = [];

    /// <summary>The slots of the queue behind an endpoint.</summary>
    public SemaphoreSlim Of(Uri endpoint) => _slots.GetOrAdd(endpoint, _ => new SemaphoreSlim(options.Value.Concurrency));

    public void Dispose()
    {
        foreach (var slots in _slots.Values)
        {
            slots.Dispose();
        }
    }
}
