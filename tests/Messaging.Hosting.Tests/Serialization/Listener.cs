using System.Threading.Channels;
using MassTransit;
using Messaging.Contracts;
using Messaging.Hosting.Bus;
using Messaging.Hosting.Routing;
using Messaging.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Hosting.Tests.Serialization;

/// <summary>A process of ours with one endpoint, on a queue of its own, that takes commands and bulk events.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly ServiceProvider _process;
    private readonly Channel<object> _received = Channel.CreateUnbounded<object>();

    private Listener(ServiceProvider process) => _process = process;

    public string Queue { get; } = $"lean-{Guid.NewGuid():N}";

    public IBusControl Bus => _process.GetRequiredService<IBusControl>();

    public Uri Address => new($"exchange:{Queue}");

    /// <summary>Set to make the consumer of commands fail.</summary>
    public Exception? Failure { get; set; }

    public static async Task<Listener> Start(bool isInMemory)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    [KeyValuePair.Create("ConnectionStrings:RabbitMq", (string?)(isInMemory ? null : TestServers.RabbitMq))])
                .Build());
        var listener = new Listener((isInMemory ? services.AddInMemoryBus() : services.AddRabbitMqBus("test")).BuildServiceProvider());
        await listener.Bus.StartAsync();
        await listener.Bus.ConnectReceiveEndpoint(listener.Queue, endpoint =>
        {
            endpoint.UseQueueArguments(listener.Queue);
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PublishFaults = false;
            endpoint.Handler<RunTask>(listener.Take);
            endpoint.Handler<TaskEvents>(listener.Take);
        }).Ready.WaitAsync(TimeSpan.FromSeconds(60));
        return listener;
    }

    public async Task Send<T>(T message, Action<SendContext<T>>? configure = null)
        where T : class =>
        await (await Bus.GetSendEndpoint(Address)).Send(message, Pipe.Execute<SendContext<T>>(context => configure?.Invoke(context)));

    public async Task<Received<T>> Next<T>()
        where T : class => (await _received.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeOfType<Received<T>>();

    public async ValueTask DisposeAsync()
    {
        await Bus.StopAsync();
        await _process.DisposeAsync();
    }

    private Task Take<T>(ConsumeContext<T> context)
        where T : class
    {
        if (Failure is not null)
        {
            return Task.FromException(Failure);
        }

        _received.Writer.TryWrite(Received<T>.Of(context)).ShouldBeTrue();
        return Task.CompletedTask;
    }
}
