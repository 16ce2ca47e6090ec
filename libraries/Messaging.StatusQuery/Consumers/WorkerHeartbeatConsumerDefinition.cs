using MassTransit;
using Messaging.Hosting.Routing;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Listens on a queue of its own: behind a backlog of lifecycle events every worker would look lost.</summary>
internal sealed class WorkerHeartbeatConsumerDefinition : ConsumerDefinition<WorkerHeartbeatConsumer>
{
    public WorkerHeartbeatConsumerDefinition() => EndpointName = QueueNames.Heartbeats;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<WorkerHeartbeatConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseQueueArguments(QueueNames.Heartbeats);
        endpointConfigurator.PublishFaults = false;
    }
}
