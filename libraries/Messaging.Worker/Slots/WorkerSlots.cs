using System.Collections.Concurrent;
using Messaging.Hosting.Routing;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Slots;

/// <summary>
/// Bounds how many attempts run at a time, per queue and in all. A slot is held from the gate to the end of the handler, not while the
/// broker confirms the events
/// that tell of it: short tasks would otherwise spend most of their slots on waiting.
/// </summary>
internal sealed class WorkerSlots
{
    private readonly WeightedConcurrencyLimiter _shares;
    private readonly Dictionary<string, TaskSlots> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Uri, TaskSlots> _endpoints = [];
    private readonly Lock _lock = new();
    private HashSet<string> _paused = [];
    private bool _isQuiet;

    public WorkerSlots(IOptions<WorkerOptions> options)
    {
        _shares = new WeightedConcurrencyLimiter(options.Value.TotalConcurrency);
        foreach (var queue in options.Value.ServedQueues)
        {
            _queues.Add(QueueNames.Task(queue.Name), _shares.Add(queue.Name, queue.Weight ?? 1, options.Value.SlotsOf(queue)));
        }
    }

    /// <summary>All queues, in the order they are configured in.</summary>
    public IReadOnlyCollection<TaskSlots> Queues => _queues.Values;

    /// <summary>The slots of the queue behind an endpoint.</summary>
    public TaskSlots Of(Uri endpoint) =>
        _endpoints.GetOrAdd(endpoint, address => _queues[address.AbsolutePath[(address.AbsolutePath.LastIndexOf('/') + 1)..]]);

    /// <summary>The slots of a queue.</summary>
    /// <param name="queue">The broker's name of it, such as <c>tasks.default</c>.</param>
    public TaskSlots Of(string queue) => _queues[queue];

    /// <summary>Begins nothing of these queues from now on, and again of the others. What is held of a paused queue waits.</summary>
    public void Pause(IEnumerable<string> queues)
    {
        lock (_lock)
        {
            _paused = [.. queues];
            Apply();
        }
    }

    /// <summary>Begins nothing at all from now on, or again.</summary>
    public void BeQuiet(bool isQuiet)
    {
        lock (_lock)
        {
            _isQuiet = isQuiet;
            Apply();
        }
    }

    /// <summary>Ends the waiting of all that waits for a slot of a queue that gives none.</summary>
    public void TurnAway() => _shares.TurnAway();

    private void Apply() => _shares.Withhold(queue => _isQuiet || _paused.Contains(queue));
}
