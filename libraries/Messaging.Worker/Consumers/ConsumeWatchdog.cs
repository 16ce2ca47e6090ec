using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Messaging.Hosting.Loops;
using Messaging.Hosting.Routing;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Logging;

namespace Messaging.Worker.Consumers;

/// <summary>
/// Looks every 10 seconds whether what waits in the queues is taken. An endpoint that takes nothing for 30 seconds, although messages wait
/// and the worker could run them, is started
/// anew; one that still takes nothing 30 seconds later makes the worker unready. Whether the broker can be reached at all is not its
/// concern.
/// </summary>
internal sealed class ConsumeWatchdog : BackgroundLoop
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, QueueProgress> _queues = new(StringComparer.Ordinal);
    private readonly TaskQueueSubscriptions _subscriptions;
    private readonly WorkerSlots _slots;
    private readonly IQueueDepths _depths;
    private readonly ILogger<ConsumeWatchdog> _logger;
    private readonly Counter<long> _restarts;

    public ConsumeWatchdog(
        TaskQueueSubscriptions subscriptions,
        WorkerSlots slots,
        IQueueDepths depths,
        IMeterFactory meters,
        LoopMonitor monitor,
        TimeProvider clock,
        ILogger<ConsumeWatchdog> logger)
        : base("consume-watchdog", Interval, monitor, clock, logger)
    {
        _subscriptions = subscriptions;
        _slots = slots;
        _depths = depths;
        _logger = logger;
        _restarts = meters.Create("Messaging")
            .CreateCounter<long>(
                "messaging.worker.endpoint.restarts",
                "{restart}",
                "Endpoints that were started anew because they took nothing from a queue with messages.");
    }

    /// <summary>The queues that are not consumed although their endpoints were started anew.</summary>
    public IReadOnlyList<StuckQueue> Stuck =>
        [.. _queues.Values.Select(queue => queue.Stuck).OfType<StuckQueue>().OrderBy(queue => queue.Queue, StringComparer.Ordinal)];

    protected override async Task<bool> Execute(CancellationToken cancellationToken)
    {
        var endpoints = _subscriptions.Endpoints;
        foreach (var left in _queues.Values.Where(queue => endpoints.All(endpoint => endpoint.Queue != queue.Queue)))
        {
            left.Forget();
        }

        try
        {
            var ready = await _depths.Ready([.. endpoints.Select(endpoint => endpoint.Queue)], cancellationToken);
            foreach (var endpoint in endpoints)
            {
                Look(endpoint, ready.GetValueOrDefault(endpoint.Queue));
            }
        }
        catch (BrokerUnavailableException exception)
        {
            _logger.LogDebug(exception, "What waits in the queues cannot be seen");
            foreach (var queue in _queues.Values)
            {
                queue.Forget();
            }
        }

        return false;
    }

    private void Look(TaskQueueEndpoint endpoint, long ready)
    {
        var progress = _queues.GetOrAdd(endpoint.Queue, queue => new QueueProgress(queue));
        var couldTake = endpoint.HasRoom && _slots.Of(endpoint.Queue).HasFree;
        if (progress.Look(new QueueSample(Clock.GetUtcNow(), ready, endpoint.Taken, couldTake, endpoint.IsConnected))
            && _subscriptions.Restart(endpoint))
        {
            _restarts.Add(1, new KeyValuePair<string, object?>("task.queue", _slots.Of(endpoint.Queue).Name));
            _logger.LogWarning(
                "Nothing is taken from queue {Queue}, where {Ready} messages wait: its endpoint is started anew", endpoint.Queue, ready);
        }
    }
}
