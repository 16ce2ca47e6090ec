using MassTransit;
using Messaging.Hosting.Routing;
using Messaging.Worker.Execution;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Consumers;

/// <summary>Connects an endpoint per queue that the worker is to serve. Ends before the bus does: its attempts tell of their end over the bus.</summary>
internal sealed class TaskQueueSubscriptions(
    IReceiveEndpointConnector connector, TaskExecutor executor, WorkerShutdown shutdown, IOptions<WorkerOptions> options, TimeProvider clock) : IHostedLifecycleService
{
    /// <summary>How long the broker is given to stop delivering, before what waits is given back. What comes all the same is left alone by the stopping endpoint.</summary>
    private static readonly TimeSpan CancelTime = TimeSpan.FromMilliseconds(250);

    /// <summary>How long attempts whose token has fired may take to tell of their end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly List<HostReceiveEndpointHandle> _endpoints = [];
    private Task _stopped = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var served in options.Value.ServedQueues)
        {
            var queue = QueueNames.Task(served.Name);
            // Commands held at a time: those that run, those that wait for a slot, and those whose events wait for the broker's confirm.
            var held = options.Value.SlotsOf(served) * options.Value.Prefetch;
            // Not awaited until ready: a worker comes up without its broker and takes part once that is there.
            _endpoints.Add(connector.ConnectReceiveEndpoint(queue, (context, endpoint) =>
            {
                endpoint.UseQueueArguments(queue);
                endpoint.ConcurrentMessageLimit = held;
                endpoint.PrefetchCount = held;
                endpoint.ConfigureConsumer<RunTaskConsumer>(context);
            }));
        }

        return Task.CompletedTask;
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

    private async Task Stop()
    {
        using var timeout = new CancellationTokenSource(options.Value.Drain + Farewell, clock);
        // An endpoint has stopped when its last delivery has ended.
        var stopped = Task.WhenAll(_endpoints.Select(endpoint => endpoint.StopAsync(timeout.Token)));
        await stopped.WaitAsync(CancelTime, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        shutdown.HandBack();
        await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await executor.AllEnded.WaitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
