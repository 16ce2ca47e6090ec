using MassTransit;
using Messaging.Hosting.Routing;

namespace Messaging.StatusQuery.Consumers;

/// <summary>Shares the event endpoint.</summary>
internal sealed class TaskLoggedConsumerDefinition : ConsumerDefinition<TaskLoggedConsumer>
{
    public TaskLoggedConsumerDefinition() => EndpointName = QueueNames.Events;
}
