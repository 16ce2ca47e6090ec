using MassTransit;
using Messaging.Hosting.Routing;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Listens where the broker puts what it gave up on.</summary>
internal sealed class PoisonTaskConsumerDefinition : ConsumerDefinition<PoisonTaskConsumer>
{
    public PoisonTaskConsumerDefinition() => EndpointName = QueueNames.Poison;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<PoisonTaskConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseQueueArguments(QueueNames.Poison);
        // Bound to the message type, it would end every published command.
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.PublishFaults = false;
    }
}
