using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Messaging.Worker.Consumers;

/// <summary>Connects an endpoint of this process's own, which every cancel request reaches. It goes with the process.</summary>
internal sealed class CancelSubscription(IReceiveEndpointConnector connector, WorkerIdentity worker) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        connector.ConnectOwnEndpoint<TaskCancelRequestedConsumer>(worker, "cancel");
        return Task.CompletedTask;
    }

    // The bus stops its endpoints itself.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
