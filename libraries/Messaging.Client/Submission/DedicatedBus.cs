using MassTransit;
using Messaging.RabbitMq;

namespace Messaging.Client.Submission;

/// <summary>A bus for submissions alone, connected when it is first needed.</summary>
internal sealed class DedicatedBus : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly IBusControl _bus;
    private readonly Lazy<Task<ISendEndpointProvider>> _started;

    public DedicatedBus(RabbitMqOptions options)
    {
        _bus = Bus.Factory.CreateUsingRabbitMq(configurator => configurator.Host(options, "task-client"));
        _started = new Lazy<Task<ISendEndpointProvider>>(Start);
    }

    public Task<ISendEndpointProvider> Endpoints() => _started.Value;

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(StopTimeout);
        await _bus.StopAsync(timeout.Token);
    }

    private async Task<ISendEndpointProvider> Start()
    {
        // Not awaited to its end: it waits for the broker, and sends do that by themselves.
        await Task.WhenAny(_bus.StartAsync(CancellationToken.None), Task.CompletedTask);
        return _bus;
    }
}
