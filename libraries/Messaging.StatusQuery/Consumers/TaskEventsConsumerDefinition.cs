using MassTransit;
using Messaging.Hosting.Routing;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Tunes the event endpoint: many messages at a time, whose events share commits.</summary>
internal sealed class TaskEventsConsumerDefinition : ConsumerDefinition<TaskEventsConsumer>
{
    private const int Concurrency = 64;

    public TaskEventsConsumerDefinition() => EndpointName = QueueNames.Events;

    protected override void ConfigureConsumer(IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TaskEventsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseQueueArguments(QueueNames.Events);
        endpointConfigurator.ConcurrentMessageLimit = Concurrency;
        endpointConfigurator.PrefetchCount = 2 * Concurrency;
        endpointConfigurator.PublishFaults = false;
    }
}
