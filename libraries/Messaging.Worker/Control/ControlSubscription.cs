using MassTransit;
using Messaging.Worker.Consumers;
using Microsoft.Extensions.Hosting;

namespace Messaging.Worker.Control;

/// <summary>Connects an endpoint of this process's own, which everything reaches that workers are told. It goes with the process.</summary>
internal sealed class ControlSubscription(IReceiveEndpointConnector connector, WorkerIdentity worker) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        connector.ConnectOwnEndpoint<ControlConsumer>(worker, "control");
        return Task.CompletedTask;
    }

    // The bus stops its endpoints itself.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
