using MassTransit;
using Messaging.Hosting.Routing;

namespace Messaging.Worker.Control;

/// <summary>Connects an endpoint of this process's own, which everything reaches that workers are told. It goes with the process.</summary>
internal sealed class ControlSubscription(IReceiveEndpointConnector connector, WorkerIdentity worker) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not by the worker's name alone: of two workers that were given the same one, each needs its own.
        connector.ConnectReceiveEndpoint($"worker.{worker.Id}.control.{NewId.NextGuid():N}", (context, endpoint) =>
        {
            endpoint.UseProcessLifetime();
            // Nobody would look at what is left over.
            endpoint.DiscardFaultedMessages();
            endpoint.DiscardSkippedMessages();
            endpoint.PublishFaults = false;
            endpoint.ConfigureConsumer<ControlConsumer>(context);
        });
        return Task.CompletedTask;
    }

    // The bus stops its endpoints itself.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
