using MassTransit;
using Messaging.Hosting.Routing;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Shares the event endpoint.</summary>
internal sealed class TaskTypesConsumerDefinition : ConsumerDefinition<TaskTypesConsumer>
{
    public TaskTypesConsumerDefinition() => EndpointName = QueueNames.Events;
}
