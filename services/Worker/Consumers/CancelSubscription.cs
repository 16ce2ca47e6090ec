using MassTransit;
using Messaging.Hosting.Routing;

namespace Messaging.Worker.Consumers;

/// <summary>Connects an endpoint of this process's own, which every cancel request reaches. It goes with the process.</summary>
internal sealed class CancelSubscription(IReceiveEndpointConnector connector, WorkerIdentity worker) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not by the worker's name alone: of two workers that were given the same one, each needs its own.
        connector.ConnectReceiveEndpoint($"worker.{worker.Id}.cancel.{NewId.NextGuid():N}", (context, endpoint) =>
        {
            endpoint.UseProcessLifetime();
            // Nobody would look at what is left over.
            endpoint.DiscardFaultedMessages();
            endpoint.DiscardSkippedMessages();
            endpoint.PublishFaults = false;
            endpoint.ConfigureConsumer<TaskCancelRequestedConsumer>(context);
        });
        return Task.CompletedTask;
    }

    // The bus stops its endpoints itself.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
