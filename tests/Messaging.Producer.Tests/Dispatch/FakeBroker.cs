using System.Collections.Concurrent;
using System.Reflection;
using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Routing;

namespace Messaging.Producer.Tests.Dispatch;

/// <summary>A bus and its routes, which do with a command what a test says.</summary>
internal sealed class FakeBroker : IQueueRoutes
{
    private readonly ConcurrentQueue<(Uri Address, RunTask Command)> _sent = new();
    private readonly ConcurrentQueue<string> _forgotten = new();
    private int _asked;

    public FakeBroker()
    {
        Bus = DispatchProxy.Create<IBus, BusProxy>();
        ((BusProxy)(object)Bus).Broker = this;
    }

    public IBus Bus { get; }

    /// <summary>What becomes of a command; it counts as sent when this is completed.</summary>
    public Func<RunTask, Task> OnSend { get; set; } = _ => Task.CompletedTask;

    /// <summary>Whether queues can be declared.</summary>
    public bool HasRoutes { get; set; } = true;

    public IReadOnlyCollection<RunTask> Sent => [.. _sent.Select(sent => sent.Command)];

    public IReadOnlyCollection<Uri> Addresses => [.. _sent.Select(sent => sent.Address)];

    public IReadOnlyCollection<string> Forgotten => _forgotten;

    /// <summary>How often somebody tried to send.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Whether the client library was given a token: one that is cancelled can damage it.</summary>
    public bool SawToken { get; private set; }

    public ValueTask<Uri> To(string name, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return HasRoutes ? ValueTask.FromResult(new Uri($"exchange:{name}")) : throw new BrokerUnavailableException();
    }

    public void Forget(string name) => _forgotten.Enqueue(name);

    private async Task Send(Uri address, RunTask command, CancellationToken cancellationToken)
    {
        SawToken |= cancellationToken.CanBeCanceled;
        await OnSend(command);
        _sent.Enqueue((address, command));
    }

#pragma warning disable CA1852 // A proxy's type is derived from at run time.
    /// <summary>The one member of a bus that is used here.</summary>
    private class BusProxy : DispatchProxy
    {
        public FakeBroker Broker { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            targetMethod!.Name.ShouldBe(nameof(IBus.GetSendEndpoint));
            var endpoint = Create<ISendEndpoint, EndpointProxy>();
            ((EndpointProxy)(object)endpoint).Broker = Broker;
            ((EndpointProxy)(object)endpoint).Address = (Uri)args![0]!;
            return Task.FromResult(endpoint);
        }
    }

    /// <summary>The one member of an endpoint that is used here.</summary>
    private class EndpointProxy : DispatchProxy
    {
        public FakeBroker Broker { get; set; } = null!;

        public Uri Address { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            targetMethod!.Name.ShouldBe(nameof(ISendEndpoint.Send));
            return Broker.Send(Address, args!.OfType<RunTask>().Single(), args!.OfType<CancellationToken>().Single());
        }
    }
#pragma warning restore CA1852
}
