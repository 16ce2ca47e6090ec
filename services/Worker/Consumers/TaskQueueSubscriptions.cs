using MassTransit;
using Messaging.Hosting.Routing;
using Microsoft.Extensions.Options;

namespace Messaging.Worker.Consumers;

/// <summary>Connects an endpoint per queue that the worker is to serve.</summary>
internal sealed class TaskQueueSubscriptions(IReceiveEndpointConnector connector, IOptions<WorkerOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in options.Value.QueueList.Select(QueueNames.Task))
        {
            // Not awaited until ready: a worker comes up without its broker and takes part once that is there.
            connector.ConnectReceiveEndpoint(queue, (context, endpoint) =>
            {
                endpoint.UseQueueArguments(queue);
                endpoint.ConfigureConsumer<RunTaskConsumer>(context);
            });
        }

        return Task.CompletedTask;
    }

    // The bus stops its endpoints itself.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
