using MassTransit;
using MassTransit.Transports;

namespace Messaging.Worker.Consumers;

/// <summary>
/// One connected endpoint of a task queue, and what has come through it. Counts all deliveries, also those that cannot be read: they, too,
/// show that the broker delivers.
/// </summary>
/// <param name="queue">The broker's name of the queue, such as <c>tasks.default</c>.</param>
/// <param name="prefetch">Deliveries that it holds at most.</param>
internal sealed class TaskQueueEndpoint(string queue, int prefetch) : IReceiveObserver
{
    private HostReceiveEndpointHandle? _handle;
    private long _taken;
    private int _held;

    public string Queue { get; } = queue;

    /// <summary>Deliveries that have come.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Whether the broker would deliver more before some of what is held here has ended.</summary>
    public bool HasRoom => Volatile.Read(ref _held) < prefetch;

    /// <summary>Whether it consumes the queue, as far as the bus knows.</summary>
    public bool IsConnected =>
        _handle?.ReceiveEndpoint is not ReceiveEndpoint endpoint || endpoint.CurrentState == ReceiveEndpoint.State.Ready;

    /// <summary>Connects it.</summary>
    /// <param name="connector">The bus.</param>
    /// <param name="configure">Its settings and consumer.</param>
    public void Connect(IReceiveEndpointConnector connector, Action<IBusRegistrationContext, IReceiveEndpointConfigurator> configure)
    {
        // Not awaited until ready: a worker comes up without its broker and takes part once that is there.
        _handle = connector.ConnectReceiveEndpoint(Queue, (context, endpoint) =>
        {
            endpoint.ConcurrentMessageLimit = prefetch;
            endpoint.PrefetchCount = prefetch;
            configure(context, endpoint);
        });
        _handle.ReceiveEndpoint.ConnectReceiveObserver(this);
    }

    /// <summary>Ends it: takes nothing more, and has ended when its last delivery has.</summary>
    public Task Stop(CancellationToken cancellationToken) => _handle?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task PreReceive(ReceiveContext context)
    {
        Interlocked.Increment(ref _held);
        Interlocked.Increment(ref _taken);
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => Ended();

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Ended();

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    private Task Ended()
    {
        Interlocked.Decrement(ref _held);
        return Task.CompletedTask;
    }
}
