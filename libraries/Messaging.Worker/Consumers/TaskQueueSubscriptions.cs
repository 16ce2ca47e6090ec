using MassTransit;
using Messaging.Hosting.Routing;
using Messaging.Lifecycle.Clocks;
using Messaging.Worker.Execution;
using Messaging.Worker.Slots;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Consumers;

/// <summary>
/// Connects an endpoint per queue that the worker is to serve. Ends before the bus does: its attempts tell of their end over the bus.
/// </summary>
internal sealed class TaskQueueSubscriptions(
    IReceiveEndpointConnector connector,
    TaskExecutor executor,
    WorkerSlots slots,
    WorkerShutdown shutdown,
    IOptions<WorkerOptions> options,
    TimeProvider clock,
    ILogger<TaskQueueSubscriptions> logger) : IHostedLifecycleService
{
    /// <summary>
    /// How long a worker that has just started waits for the store's time before it takes commands. It does without the store, but what it
    /// tells of its first attempts, such as when the
    /// next one is due, would be as wrong as its machine's clock.
    /// </summary>
    private static readonly TimeSpan PatienceForTime = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the broker is given to stop delivering, before what waits is given back. What comes all the same is left alone by the
    /// stopping endpoint.
    /// </summary>
    private static readonly TimeSpan CancelTime = TimeSpan.FromMilliseconds(250);

    /// <summary>How long attempts whose token has fired may take to tell of their end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<Task> _leaving = [];
    private List<TaskQueueEndpoint> _endpoints = [];
    private bool _isAwaitingTime;
    private bool _isStopping;
    private bool _canGiveBack;
    private Task _stopped = Task.CompletedTask;

    /// <summary>The endpoints that take commands now: none while the worker is quiet or stops.</summary>
    public IReadOnlyList<TaskQueueEndpoint> Endpoints
    {
        get
        {
            lock (_lock)
            {
                return _isStopping ? [] : [.. _endpoints];
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (clock is StoreClock { IsKnown: false } store)
        {
            _isAwaitingTime = true;
            _ = JoinWhenTimeIsKnown(store);
        }
        else
        {
            Join();
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes commands from all queues, unless it does already or the worker stops.</summary>
    public void Join()
    {
        lock (_lock)
        {
            _isAwaitingTime = false;
            if (_endpoints.Count == 0 && !_isStopping)
            {
                _endpoints = [.. options.Value.ServedQueues.Select(Connect)];
            }
        }
    }

    /// <summary>
    /// Puts a new endpoint in the place of one that takes nothing any more. What runs goes on, and the old endpoint ends with it.
    /// </summary>
    /// <returns>Whether that was done: not when the endpoint has left or been replaced meanwhile.</returns>
    public bool Restart(TaskQueueEndpoint endpoint)
    {
        lock (_lock)
        {
            if (_isStopping || !_endpoints.Remove(endpoint))
            {
                return false;
            }

            LeaveBehind(endpoint.Stop(CancellationToken.None));
            _endpoints.Add(Connect(options.Value.ServedQueues.First(served => QueueNames.Task(served.Name) == endpoint.Queue)));
            return true;
        }
    }

    /// <summary>
    /// Takes no more commands; those that wait for a slot go back to their queues, for others to take. What runs goes on, and its endpoint
    /// ends with it. A transport that cannot take back
    /// keeps its endpoints: there, what waits goes on waiting.
    /// </summary>
    public async Task Leave()
    {
        Task left;
        lock (_lock)
        {
            _isAwaitingTime = false;
            if (_endpoints.Count == 0 || _isStopping || !_canGiveBack)
            {
                return;
            }

            left = Task.WhenAll(_endpoints.Select(endpoint => endpoint.Stop(CancellationToken.None)));
            _endpoints = [];
            LeaveBehind(left);
        }

        await left.WaitAsync(CancelTime, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        slots.TurnAway();
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopped = Stop();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _stopped.WaitAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task JoinWhenTimeIsKnown(StoreClock store)
    {
        logger.LogWarning(
            "The store does not answer. The worker takes commands when it knows the store's time, or after {Seconds} s",
            PatienceForTime.TotalSeconds);
        await store.Known.WaitAsync(PatienceForTime, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            // Somebody may have told the worker meanwhile to take none, or to take some.
            if (_isAwaitingTime)
            {
                Join();
            }
        }
    }

    private TaskQueueEndpoint Connect(QueueEntry served)
    {
        var queue = QueueNames.Task(served.Name);
        // Commands held at a time: those that run, those that wait for a slot, and those whose events wait for the broker's confirm.
        var connected = new TaskQueueEndpoint(queue, options.Value.SlotsOf(served) * options.Value.Prefetch);
        connected.Connect(connector, (context, endpoint) =>
        {
            _canGiveBack = endpoint is IRabbitMqReceiveEndpointConfigurator;
            endpoint.UseQueueArguments(queue);
            endpoint.ConfigureConsumer<RunTaskConsumer>(context);
        });
        return connected;
    }

    private void LeaveBehind(Task leaving)
    {
        _leaving.RemoveAll(task => task.IsCompleted);
        _leaving.Add(leaving);
    }

    private async Task Stop()
    {
        using var timeout = new CancellationTokenSource(options.Value.Drain + Farewell, clock);
        Task stopped;
        lock (_lock)
        {
            _isStopping = true;
            // An endpoint has stopped when its last delivery has ended.
            stopped = Task.WhenAll(
                [
                    .. _endpoints.Select(endpoint => endpoint.Stop(timeout.Token)),
                    .. _leaving.Select(left => left.WaitAsync(timeout.Token)),
                ]);
        }

        await stopped.WaitAsync(CancelTime, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        shutdown.HandBack();
        await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await executor.AllEnded.WaitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
